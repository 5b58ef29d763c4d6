with

samples as (

    select * from {{ ref('int_ms_sample_current') }}

),

-- One code may stand for several places of business; the smallest platform id stands for all.
entities as (

    select distinct on (county_code, uscc)
        county_code,
        uscc,
        entity_id,
        region_code
    from {{ ref('int_entities_located') }}
    where uscc is not null
    order by county_code, uscc, entity_id

),

final as (

    select
        samples.county_code,
        samples.sample_no,
        samples.task_level,
        samples.stage,
        samples.sample_name,
        samples.food_cat,
        samples.food_sub,
        entities.entity_id,
        coalesce(entities.region_code, '未知') as region_code,
        samples.sampled_on,
        samples.lab,
        samples.reported_on,
        samples.conclusion,
        samples.failed_items,
        coalesce(samples.is_quick, false) as is_quick,
        samples.published_on
    from samples
    left join entities
        on
            samples.county_code = entities.county_code
            and samples.sampled_uscc = entities.uscc

)

select * from final

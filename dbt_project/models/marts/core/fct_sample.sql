with

samples as (

    select * from {{ ref('int_samples_located') }}

),

final as (

    select
        county_code,
        sample_no,
        entity_id,
        region_code,
        task_level,
        stage,
        sample_name,
        food_cat,
        food_sub,
        sampled_on,
        lab,
        reported_on,
        conclusion,
        failed_items,
        is_quick,
        published_on
    from samples

)

select * from final

with

samples as (

    select * from {{ ref('int_ag_monitor_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        samples.county_code,
        samples.sample_no,
        samples.kind,
        -- A sample whose kind cannot be read was delivered with the laboratory's, and counts with them.
        coalesce(samples.kind = '快速检测', false) as is_rapid,
        samples.sector,
        samples.sample_name,
        samples.producer_id,
        samples.uscc,
        samples.stage,
        samples.sampled_on,
        samples.lab,
        samples.items,
        samples.item_n,
        samples.conclusion,
        samples.drug,
        samples.value * norm.unit_factor(samples.unit, 'mg/kg') as found_mg_kg,
        samples.limit_value * norm.unit_factor(samples.unit, 'mg/kg') as limit_mg_kg,
        samples.action,
        samples.handled_on,
        coalesce(townships.region_code, '未知') as region_code
    from samples
    left join townships
        on
            samples.county_code = townships.county_code
            and left(samples.region_code, 9) = townships.township_code

)

select * from final

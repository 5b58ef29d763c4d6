with

samples as (

    select * from {{ followed(ref('int_ag_monitor_current')) }}

),

-- One look into the unit table per unit, not per row.
units as (

    select
        unit,
        norm.unit_factor(unit, 'mg/kg') as mg_kg
    from (select distinct unit from samples) as found

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
        {{ month_of('samples.sampled_on') }} as sampled_month,
        samples.lab,
        samples.items,
        samples.item_n,
        samples.conclusion,
        samples.drug,
        samples.value * units.mg_kg as found_mg_kg,
        samples.limit_value * units.mg_kg as limit_mg_kg,
        samples.action,
        samples.handled_on,
        coalesce(townships.region_code, '未知') as region_code
    from samples
    left join units on samples.unit = units.unit
    left join townships
        on
            samples.county_code = townships.county_code
            and left(samples.region_code, 9) = townships.township_code

)

select * from final

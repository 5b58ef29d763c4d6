with

hazards as (

    select * from {{ followed(ref('int_hazards_located')) }}

),

final as (

    select
        county_code,
        hazard_no,
        found_by,
        source_no,
        entity_id,
        region_code,
        category,
        descr,
        severity,
        color,
        measure is not null as has_measure,
        found_on,
        due_on,
        fixed_on,
        closed_on,
        handed_over_to,
        is_open
    from hazards

)

select * from final

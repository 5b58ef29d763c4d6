with

hazards as (

    select * from {{ followed(ref('int_ms_hazard_current')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        hazards.county_code,
        hazards.hazard_no,
        hazards.found_by,
        hazards.source_no,
        hazards.entity_id,
        coalesce(entities.region_code, '未知') as region_code,
        hazards.category,
        hazards.descr,
        hazards.severity,
        hazards.color,
        hazards.measure,
        hazards.found_on,
        hazards.due_on,
        {{ week_of('hazards.due_on') }} as due_week,
        hazards.fixed_on,
        hazards.closed_on,
        hazards.handed_over_to,
        coalesce(hazards.found_on <= clock.report_day, false)
        and (hazards.closed_on is null or hazards.closed_on > clock.report_day) as is_open
    from hazards
    cross join clock
    left join entities
        on
            hazards.county_code = entities.county_code
            and hazards.entity_id = entities.entity_id

)

select * from final

with

access as (

    select * from {{ ref('int_platform_located') }}
    where module is not null

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        access.county_code,
        'P05' as indicator_code,
        area.area_code as region_code,
        'module' as breakdown_type,
        access.module as breakdown_code,
        'week' as period_type,
        clock.week as period,
        (count(*) filter (where access.is_obliged and access.joined))::numeric as numerator,
        (count(*) filter (where access.is_obliged))::numeric as denominator
    from access
    cross join clock
    {{ in_both_areas('access') }}
    group by access.county_code, area.area_code, access.module, clock.week

)

select * from final

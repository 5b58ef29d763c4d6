with

access as (

    select * from {{ ref('int_platform_located') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

counted as (

    select
        access.county_code,
        area.area_code,
        count(distinct access.entity_id) filter (where access.joined) as joined_entities,
        count(*) filter (where access.is_obliged) as obliged,
        count(*) filter (where access.is_obliged and access.joined) as obliged_joined,
        count(*) filter (where access.is_obliged and access.active) as obliged_active,
        count(*) filter (where access.joined) as joined,
        count(*) filter (where access.joined and access.active) as joined_active,
        coalesce(sum(access.cameras), 0) as cameras,
        coalesce(sum(access.cameras_online), 0) as cameras_online
    from access
    {{ in_both_areas('access') }}
    group by access.county_code, area.area_code

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'week' as period_type,
        clock.week as period,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from counted
    cross join clock
    cross join lateral (
        values
        ('P01', counted.joined_entities, null),
        ('P02', counted.obliged_joined, counted.obliged),
        ('P03', counted.joined_active, counted.joined),
        ('P04', counted.obliged_active, counted.obliged),
        ('P07', counted.cameras_online, counted.cameras)
    ) as figure (indicator_code, numerator, denominator)

)

select * from final

with

entities as (

    select * from {{ ref('int_entities_rated') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

counted as (

    select
        entities.county_code,
        area.area_code,
        count(*) as live,
        count(*) filter (where entities.is_rated_this_year) as rated_this_year,
        count(*) filter (where entities.risk_level is not null) as rated,
        count(*) filter (where entities.risk_level = 'D') as rated_d,
        count(*) filter (where entities.req_insp is not null) as with_frequency,
        count(*) filter (where entities.inspections_this_year >= entities.req_insp) as inspected_enough
    from entities
    {{ in_both_areas('entities') }}
    group by entities.county_code, area.area_code

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        figure.period_type,
        case figure.period_type when 'year' then {{ year_of('clock.report_day') }} else clock.month end as period,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from counted
    cross join clock
    cross join lateral (
        values
        ('E02', 'year', counted.inspected_enough, counted.with_frequency),
        ('E03', 'month', counted.rated_this_year, counted.live),
        ('E04', 'month', counted.rated_d, counted.rated)
    ) as figure (indicator_code, period_type, numerator, denominator)

)

select * from final

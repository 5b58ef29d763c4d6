with

items as (

    select * from {{ ref('int_acceptance_items_ranked') }}
    where is_current_edition

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

counted as (

    select
        county_code,
        count(*) as items,
        count(*) filter (where status = '达标') as met,
        count(*) filter (where recheck_on is not null) as rechecked
    from items
    group by county_code

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        figure.period_type,
        figure.period,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from counted
    cross join clock
    cross join lateral (
        values
        ('Q01', 'year', {{ year_of('clock.report_day') }}, counted.items, null),
        ('Q02', 'month', clock.month, counted.met, counted.items),
        ('Q03', 'month', clock.month, counted.rechecked, counted.items)
    ) as figure (indicator_code, period_type, period, numerator, denominator)

)

select * from final

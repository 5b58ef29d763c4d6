with

markets as (

    select * from {{ ref('int_markets_located') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

counted as (

    select
        county_code,
        coalesce(sum(stalls_capacity) filter (where report_name is not null), 0) as named_stalls,
        coalesce(sum(food_stalls), 0) as food_stalls,
        coalesce(sum(stalls_capacity), 0) as stalls
    from markets
    group by county_code

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'quarter' as period_type,
        clock.quarter as period,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from counted
    cross join clock
    cross join lateral (
        values
        ('A12', counted.named_stalls, null),
        ('A13', counted.food_stalls, counted.stalls)
    ) as figure (indicator_code, numerator, denominator)

)

select * from final

with

cadres as (

    select * from {{ ref('int_cadres_located') }}
    where is_live

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

counted as (

    select
        cadres.county_code,
        area.area_code,
        count(*) as cadres,
        count(*) filter (where cadres.pledge_on is not null) as pledged,
        count(*) filter (where cadres.has_duty_list and cadres.has_task_list and cadres.has_check_list) as listed
    from cadres
    {{ in_both_areas('cadres') }}
    group by cadres.county_code, area.area_code

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'month' as period_type,
        clock.month as period,
        figure.numerator::numeric as numerator,
        counted.cadres::numeric as denominator
    from counted
    cross join clock
    cross join lateral (
        values
        ('R10', counted.pledged),
        ('R11', counted.listed)
    ) as figure (indicator_code, numerator)

)

select * from final

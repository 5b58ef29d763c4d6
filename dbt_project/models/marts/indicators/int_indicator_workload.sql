with

grading as (

    select * from {{ ref('int_indicator_grading') }}
    where indicator_code in ('R04', 'R05')

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        grading.county_code,
        'R09' as indicator_code,
        grading.region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'month' as period_type,
        clock.month as period,
        sum(grading.numerator) filter (where grading.indicator_code = 'R04') as numerator,
        sum(grading.numerator) filter (where grading.indicator_code = 'R05') as denominator
    from grading
    cross join clock
    group by grading.county_code, grading.region_code, clock.month

)

select * from final

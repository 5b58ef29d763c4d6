with

duties as (

    select * from {{ ref('int_visit_duty') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        duties.county_code,
        'R12' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'quarter' as period_type,
        clock.quarter as period,
        (count(*) filter (where duties.is_met))::numeric as numerator,
        count(*)::numeric as denominator
    from duties
    cross join clock
    {{ in_both_areas('duties') }}
    group by duties.county_code, area.area_code, clock.quarter

)

select * from final

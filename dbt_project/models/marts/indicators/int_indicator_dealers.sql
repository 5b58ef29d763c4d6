with

dealers as (

    select * from {{ ref('int_dealers_located') }}
    where is_live and kind in ('农药', '兽药')

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        dealers.county_code,
        'P10' as indicator_code,
        dealers.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'month' as period_type,
        clock.month as period,
        (count(*) filter (where dealers.on_trace))::numeric as numerator,
        count(*)::numeric as denominator
    from dealers
    cross join clock
    group by dealers.county_code, clock.month

)

select * from final

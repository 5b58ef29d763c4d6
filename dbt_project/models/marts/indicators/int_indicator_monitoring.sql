with

decided as (

    select * from {{ followed(ref('int_monitoring_located'), {'period': 'sampled_month'}) }}
    where not is_rapid and conclusion in ('合格', '不合格')

),

months as (

    select * from {{ followed(ref('int_report_periods')) }}
    where period_type = 'month'

),

final as (

    select
        decided.county_code,
        'A06' as indicator_code,
        decided.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        (count(*) filter (where decided.conclusion = '合格'))::numeric as numerator,
        count(*)::numeric as denominator
    from decided
    inner join months
        on
            decided.county_code = months.county_code
            and decided.sampled_on between months.starts_on and months.counted_to
    group by decided.county_code, months.period_type, months.period

)

select * from final

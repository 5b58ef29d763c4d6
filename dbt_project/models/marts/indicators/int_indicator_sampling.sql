with

samples as (

    select * from {{ ref('int_samples_located') }}
    where not is_quick

),

periods as (

    select * from {{ ref('int_report_periods') }}

),

dated as (

    select
        samples.*,
        periods.period_type,
        periods.period
    from samples
    inner join periods
        on
            samples.county_code = periods.county_code
            and samples.sampled_on between periods.starts_on and periods.counted_to

),

batches as (

    select
        dated.county_code,
        'E05' as indicator_code,
        area.area_code as region_code,
        dated.period_type,
        dated.period,
        count(*)::numeric as numerator,
        null::numeric as denominator
    from dated
    {{ in_both_areas('dated') }}
    where dated.period_type = 'week'
    group by dated.county_code, area.area_code, dated.period_type, dated.period

),

passed as (

    select
        county_code,
        'E07' as indicator_code,
        county_code as region_code,
        period_type,
        period,
        (count(*) filter (where conclusion = '合格'))::numeric as numerator,
        count(*)::numeric as denominator
    from dated
    where period_type = 'month' and conclusion in ('合格', '不合格', '问题样品')
    group by county_code, period_type, period

),

figures as (

    select * from batches
    union all
    select * from passed

),

final as (

    select
        county_code,
        indicator_code,
        region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        period_type,
        period,
        numerator,
        denominator
    from figures

)

select * from final

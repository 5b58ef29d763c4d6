with

samples as (

    select
        *,
        coalesce(food_sub, '未分类') as food_class
    from {{ ref('int_samples_located') }}
    where not is_quick and food_cat = '食用农产品' and conclusion in ('合格', '不合格', '问题样品')

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

final as (

    select
        samples.county_code,
        'E08' as indicator_code,
        samples.county_code as region_code,
        class.breakdown_type,
        class.breakdown_code,
        months.period_type,
        months.period,
        (count(*) filter (where samples.conclusion = '不合格'))::numeric as numerator,
        count(*)::numeric as denominator
    from samples
    inner join months
        on
            samples.county_code = months.county_code
            and samples.sampled_on between months.starts_on and months.counted_to
    cross join lateral (values ('总计', '总计'), ('food_sub', samples.food_class)) as class (breakdown_type, breakdown_code)
    group by
        samples.county_code, class.breakdown_type, class.breakdown_code, months.period_type, months.period

)

select * from final

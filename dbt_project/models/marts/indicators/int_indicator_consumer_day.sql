with

years as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'year'

),

-- The day has been kept on 15 March since 1983, its first year.
final as (

    select
        years.county_code,
        figure.indicator_code,
        years.county_code as region_code,
        figure.breakdown_type,
        figure.breakdown_code,
        years.period_type,
        years.period,
        figure.numerator::numeric as numerator,
        null::numeric as denominator
    from years
    cross join lateral (
        values
        ('U01', '总计', '总计', years.period::integer - 1982),
        ('U02', '总计', '总计', 3),
        ('U02', '口径', '月', 3),
        ('U02', '口径', '日', 15)
    ) as figure (indicator_code, breakdown_type, breakdown_code, numerator)

)

select * from final

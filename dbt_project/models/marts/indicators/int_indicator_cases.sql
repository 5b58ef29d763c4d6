with

cases as (

    select * from {{ ref('int_ms_disposal_current') }}
    where kind in ('行政处罚', '价格案件')

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

filed as (

    select
        cases.county_code,
        months.period,
        count(*) as cases,
        count(*) filter (where cases.kind = '价格案件') as price_cases
    from cases
    inner join months
        on
            cases.county_code = months.county_code
            and cases.filed_on between months.starts_on and months.counted_to
    group by cases.county_code, months.period

),

-- Money belongs to the month in which the case was closed with its decision.
decided as (

    select
        cases.county_code,
        months.period,
        sum(coalesce(cases.fine_cny, 0) + coalesce(cases.confiscated_cny, 0)) as money_cny
    from cases
    inner join months
        on
            cases.county_code = months.county_code
            and cases.closed_on between months.starts_on and months.counted_to
    group by cases.county_code, months.period

),

checked as (

    select
        inspections.county_code,
        months.period,
        count(*) as price_checks
    from {{ ref('int_inspections_located') }} as inspections
    inner join months
        on
            inspections.county_code = months.county_code
            and inspections.insp_date between months.starts_on and months.counted_to
    where inspections.is_price_check
    group by inspections.county_code, months.period

),

final as (

    select
        months.county_code,
        figure.indicator_code,
        months.county_code as region_code,
        figure.breakdown_type,
        figure.breakdown_code,
        months.period_type,
        months.period,
        coalesce(figure.numerator, 0)::numeric as numerator,
        null::numeric as denominator
    from months
    left join filed using (county_code, period)
    left join decided using (county_code, period)
    left join checked using (county_code, period)
    cross join lateral (
        values
        ('E10', '总计', '总计', filed.cases),
        ('E10', '口径', '罚没款', round(decided.money_cny / 10000, 2)),
        ('E11', '总计', '总计', checked.price_checks),
        ('E11', '口径', '案件', filed.price_cases)
    ) as figure (indicator_code, breakdown_type, breakdown_code, numerator)

)

select * from final

with

funds as (

    select * from {{ ref('int_funds_located') }}

),

years as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'year'

),

residents as (

    select * from {{ ref('int_residents_counted') }}

),

-- Four sums of a budget year. Building markets is investment and no spending on food safety per head.
yearly as (

    select
        years.county_code,
        years.period_type,
        years.period,
        coalesce(sum(funds.budget_wan) filter (where funds.kind in ('监管专项', '设施设备')), 0) as special_wan,
        coalesce(sum(funds.budget_wan) filter (where funds.kind = '执法车'), 0) as vehicles_wan,
        coalesce(sum(funds.qty) filter (where funds.kind = '执法车' and funds.unit = '辆'), 0) as vehicles,
        coalesce(sum(funds.arrived_wan) filter (where funds.kind = '集中区'), 0) as clusters_wan,
        coalesce(sum(funds.arrived_wan) filter (where funds.kind is distinct from '集中区'), 0) as arrived_wan
    from years
    left join funds
        on
            years.county_code = funds.county_code
            and years.period = funds.fiscal_year::text
    group by years.county_code, years.period_type, years.period

),

final as (

    select
        yearly.county_code,
        figure.indicator_code,
        yearly.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        yearly.period_type,
        yearly.period,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from yearly
    left join residents
        on
            yearly.county_code = residents.county_code
            and yearly.county_code = residents.region_code
            and yearly.period = residents.period
    cross join lateral (
        values
        ('C07', yearly.special_wan, null),
        ('C09', yearly.vehicles_wan, null),
        ('C10', yearly.vehicles, null),
        ('C11', yearly.vehicles_wan, yearly.vehicles),
        ('C14', 10000 * yearly.arrived_wan, residents.residents),
        ('A11', yearly.clusters_wan, null)
    ) as figure (indicator_code, numerator, denominator)

)

select * from final

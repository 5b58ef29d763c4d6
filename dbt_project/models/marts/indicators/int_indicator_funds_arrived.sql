with

funds as (

    select * from {{ ref('int_funds_located') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

-- Money for a year is announced before the year begins; until some of it has arrived the year before is the one
-- whose money is looked at.
under_way as (

    select
        county_code,
        max(fiscal_year) as fiscal_year
    from funds
    where arrived_wan > 0
    group by county_code

),

final as (

    select
        funds.county_code,
        'C08' as indicator_code,
        funds.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'quarter' as period_type,
        clock.quarter as period,
        coalesce(sum(funds.arrived_wan), 0) as numerator,
        coalesce(sum(funds.budget_wan), 0) as denominator
    from funds
    inner join under_way
        on
            funds.county_code = under_way.county_code
            and funds.fiscal_year = under_way.fiscal_year
    cross join clock
    group by funds.county_code, clock.quarter

)

select * from final

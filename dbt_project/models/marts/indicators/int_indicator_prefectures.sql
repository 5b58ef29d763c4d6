with

figures as (

    select * from {{ ref('int_indicator_values') }}
    where region_code = county_code

),

counties as (

    select
        county_code,
        prefecture_code,
        count(*) over (partition by prefecture_code) as counties
    from {{ ref('county') }}

),

indicators as (

    select * from {{ ref('indicator') }}
    where rolls_up <> 'none'

),

-- Sums of what the counties' own figures are made of; never of their values.
summed as (

    select
        counties.prefecture_code,
        figures.indicator_code,
        figures.breakdown_type,
        figures.breakdown_code,
        figures.period_type,
        figures.period,
        figures.unit,
        figures.value_kind,
        indicators.rolls_up,
        case indicators.rolls_up when 'same' then max(figures.numerator) else sum(figures.numerator) end as numerator,
        sum(figures.denominator) as denominator
    from figures
    inner join counties on figures.county_code = counties.county_code
    inner join indicators on figures.indicator_code = indicators.indicator_code
    where counties.counties > 1
    group by
        counties.prefecture_code, figures.indicator_code, figures.breakdown_type, figures.breakdown_code,
        figures.period_type, figures.period, figures.unit, figures.value_kind, indicators.rolls_up

),

-- Where the total is the lowest of the breakdowns, a sum of the counties' totals would add different things.
lowest as (

    select distinct on (prefecture_code, indicator_code, period_type, period)
        prefecture_code,
        indicator_code,
        period_type,
        period,
        numerator,
        denominator
    from summed
    where rolls_up = 'lowest' and breakdown_type <> '总计'
    order by
        prefecture_code asc, indicator_code asc, period_type asc, period asc,
        {{ pct('numerator', 'denominator') }} asc nulls last, breakdown_code asc

),

totalled as (

    select
        summed.prefecture_code,
        summed.indicator_code,
        summed.breakdown_type,
        summed.breakdown_code,
        summed.period_type,
        summed.period,
        summed.unit,
        summed.value_kind,
        case when lowest.period is null then summed.numerator else lowest.numerator end as numerator,
        case when lowest.period is null then summed.denominator else lowest.denominator end as denominator
    from summed
    left join lowest
        on
            summed.prefecture_code = lowest.prefecture_code
            and summed.indicator_code = lowest.indicator_code
            and summed.period_type = lowest.period_type
            and summed.period = lowest.period
            and summed.breakdown_type = '总计'

),

final as (

    select
        prefecture_code as county_code,
        indicator_code,
        prefecture_code as region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        denominator,
        {{ figure_value('value_kind', 'numerator', 'denominator') }} as value,
        unit
    from totalled

)

select * from final

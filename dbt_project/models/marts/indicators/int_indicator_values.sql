with

measured as (

    select * from {{ ref('int_indicators_measured') }}

),

indicators as (

    select * from {{ ref('indicator') }}
    where value_kind <> 'score'

),

periods as (

    select * from {{ ref('int_report_periods') }}

),

areas as (

    select
        county_code,
        region_code,
        'township' as grain
    from {{ ref('int_townships') }}
    union all
    select
        county_code,
        county_code as region_code,
        'county' as grain
    from {{ ref('county') }}

),

breakdowns as (

    select
        county_code,
        indicator_code,
        breakdown_type,
        breakdown_code
    from measured
    union
    select
        counties.county_code,
        indicators.indicator_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code
    from {{ ref('county') }} as counties
    cross join indicators
    where indicators.has_total
    union
    select
        counties.county_code,
        'R07' as indicator_code,
        'bb_grade' as breakdown_type,
        grades.bb_grade as breakdown_code
    from {{ ref('county') }} as counties
    cross join {{ ref('grade_level') }} as grades

),

-- Every township and the county has a row for every period, so that nobody drops out of a comparison.
expected as (

    select
        periods.county_code,
        indicators.indicator_code,
        areas.region_code,
        breakdowns.breakdown_type,
        breakdowns.breakdown_code,
        periods.period_type,
        periods.period
    from indicators
    inner join periods
        on
            indicators.period_type = periods.period_type
            and (periods.is_current or indicators.period_scope = 'history')
    inner join areas
        on
            periods.county_code = areas.county_code
            and (areas.grain = 'county' or indicators.region_grain = 'township')
    inner join breakdowns
        on
            periods.county_code = breakdowns.county_code
            and indicators.indicator_code = breakdowns.indicator_code

),

filled as (

    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        coalesce(measured.numerator, 0) as numerator,
        measured.denominator
    from expected
    full join measured
        using (county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)

),

final as (

    select
        filled.county_code,
        filled.indicator_code,
        filled.region_code,
        filled.breakdown_type,
        filled.breakdown_code,
        filled.period_type,
        filled.period,
        filled.numerator,
        case when indicators.value_kind = 'ratio' then coalesce(filled.denominator, 0) end as denominator,
        case
            when indicators.value_kind = 'count' then filled.numerator
            else {{ pct('filled.numerator', 'filled.denominator') }}
        end as value,
        case when filled.breakdown_code = '批次' then '批次' else indicators.unit end as unit
    from filled
    inner join indicators on filled.indicator_code = indicators.indicator_code

)

select * from final

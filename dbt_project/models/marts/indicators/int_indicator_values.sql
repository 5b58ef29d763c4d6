with

measured as (

    select * from {{ ref('int_indicators_placed') }}

),

indicators as (

    select * from {{ ref('indicator') }}
    where value_kind <> 'score'

),

measures as (

    select * from {{ ref('indicator_measure') }}

),

areas as (

    select * from {{ ref('int_report_areas') }}

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
        measures.indicator_code,
        measures.breakdown_type,
        measures.breakdown_code
    from {{ ref('county') }} as counties
    cross join measures

),

-- Every township and the county has a row for every period, so that nobody drops out of a comparison.
expected as (

    select
        areas.county_code,
        indicators.indicator_code,
        areas.region_code,
        breakdowns.breakdown_type,
        breakdowns.breakdown_code,
        areas.period_type,
        areas.period
    from indicators
    inner join areas
        on
            areas.period_type in (indicators.period_type, indicators.cumulative_period_type)
            and (areas.is_current or indicators.period_scope = 'history')
            and (areas.grain = 'county' or indicators.region_grain = 'township')
    inner join breakdowns
        on
            areas.county_code = breakdowns.county_code
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

described as (

    select
        filled.*,
        coalesce(measures.unit, indicators.unit) as unit,
        coalesce(measures.value_kind, indicators.value_kind) as value_kind
    from filled
    inner join indicators on filled.indicator_code = indicators.indicator_code
    left join measures
        on
            filled.indicator_code = measures.indicator_code
            and filled.breakdown_type = measures.breakdown_type
            and filled.breakdown_code = measures.breakdown_code

),

final as (

    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        case when value_kind <> 'count' then coalesce(denominator, 0) end as denominator,
        {{ figure_value('value_kind', 'numerator', 'denominator') }} as value,
        unit,
        value_kind
    from described

)

select * from final

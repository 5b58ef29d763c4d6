with

measured as (

    select * from {{ ref('int_indicators_measured') }}

),

periods as (

    select * from {{ ref('int_report_periods') }}

),

places as (

    select * from {{ ref('int_township_periods') }}

),

-- Models count by place; a figure is told under the code that was in force at its period's end.
final as (

    select
        measured.county_code,
        measured.indicator_code,
        coalesce(places.region_code, measured.region_code) as region_code,
        measured.breakdown_type,
        measured.breakdown_code,
        measured.period_type,
        measured.period,
        sum(measured.numerator) as numerator,
        sum(measured.denominator) as denominator
    from measured
    left join periods
        on
            measured.county_code = periods.county_code
            and measured.period_type = periods.period_type
            and measured.period = periods.period
    left join places
        on
            measured.county_code = places.county_code
            and measured.region_code = places.line_code
            and periods.counted_to = places.counted_to
    group by
        measured.county_code, measured.indicator_code, coalesce(places.region_code, measured.region_code),
        measured.breakdown_type, measured.breakdown_code, measured.period_type, measured.period

)

select * from final

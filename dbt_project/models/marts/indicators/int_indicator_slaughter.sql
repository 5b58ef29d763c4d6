with

days as (

    select * from {{ ref('int_ah_slaughter_day_current') }}
    where species is not null

),

periods as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'week'

),

final as (

    select
        days.county_code,
        'A10' as indicator_code,
        days.county_code as region_code,
        'species' as breakdown_type,
        days.species as breakdown_code,
        periods.period_type,
        periods.period,
        coalesce(sum(days.slaughtered), 0)::numeric as numerator,
        null::numeric as denominator
    from days
    inner join periods
        on
            days.county_code = periods.county_code
            and days.stat_date between periods.starts_on and periods.counted_to
    group by days.county_code, days.species, periods.period_type, periods.period

)

select * from final

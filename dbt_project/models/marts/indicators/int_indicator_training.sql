with

-- The county's report counts what the supervising side was trained in, not the businesses' own courses.
sessions as (

    select * from {{ ref('int_fs_training_current') }}
    where kind in ('监管人员', '包保干部', '协管员')

),

-- By month, and from the beginning of the year.
periods as (

    select * from {{ ref('int_report_periods') }}
    where period_type in ('month', 'year')

),

counted as (

    select
        sessions.county_code,
        periods.period_type,
        periods.period,
        count(*) as sessions,
        coalesce(sum(sessions.attendances), 0) as attendances
    from sessions
    inner join periods
        on
            sessions.county_code = periods.county_code
            and sessions.start_on between periods.starts_on and periods.counted_to
    group by sessions.county_code, periods.period_type, periods.period

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        counted.period_type,
        counted.period,
        figure.numerator::numeric as numerator,
        null::numeric as denominator
    from counted
    cross join lateral (
        values
        ('C12', counted.sessions),
        ('C13', counted.attendances)
    ) as figure (indicator_code, numerator)

)

select * from final

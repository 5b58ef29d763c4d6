with

meetings as (

    select * from {{ ref('int_fs_meeting_current') }}

),

-- By month, and from the beginning of the year.
periods as (

    select * from {{ ref('int_report_periods') }}
    where period_type in ('month', 'year')

),

counted as (

    select
        meetings.county_code,
        periods.period_type,
        periods.period,
        count(*) filter (where meetings.kind = '常委会' and meetings.is_special) as special_sessions,
        count(*) filter (where meetings.kind = '调研督查') as research,
        count(*) filter (where meetings.kind in ('动员会', '推进会', '调度会')) as mobilisations
    from meetings
    inner join periods
        on
            meetings.county_code = periods.county_code
            and meetings.event_date between periods.starts_on and periods.counted_to
    group by meetings.county_code, periods.period_type, periods.period

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
        ('R01', counted.special_sessions),
        ('R02', counted.research),
        ('R03', counted.mobilisations)
    ) as figure (indicator_code, numerator)

)

select * from final

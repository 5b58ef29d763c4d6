with

clock as (

    select * from {{ ref('int_report_clock') }}

),

counties as (

    select
        county.county_code,
        norm.period_start(county.first_week) as first_day,
        clock.report_day
    from {{ ref('county') }} as county
    cross join clock

),

spans (period_type, step) as (

    values
    ('week', interval '1 week'),
    ('month', interval '1 month'),
    ('quarter', interval '3 months'),
    ('half', interval '6 months'),
    ('year', interval '1 year')

),

-- Every period from the one in which the first reporting week begins; half-years are counted from January.
periods as (

    select
        counties.county_code,
        counties.first_day,
        counties.report_day,
        spans.period_type,
        day::date as starts_on,
        (day + spans.step)::date - 1 as ends_on
    from counties
    cross join spans
    cross join lateral generate_series(
        date_trunc(replace(spans.period_type, 'half', 'year'), counties.first_day), counties.report_day, spans.step
    ) as day

),

final as (

    select
        county_code,
        period_type,
        case period_type
            when 'week' then {{ week_of('starts_on') }}
            when 'month' then {{ month_of('starts_on') }}
            when 'quarter' then {{ quarter_of('starts_on') }}
            when 'half' then {{ half_of('starts_on') }}
            else {{ year_of('starts_on') }}
        end as period,
        starts_on,
        ends_on,
        -- A period in progress counts what is dated up to the report day.
        report_day,
        least(ends_on, report_day) as counted_to,
        report_day between starts_on and ends_on as is_current
    from periods
    where ends_on >= first_day

)

select * from final

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

periods as (

    select
        county_code,
        report_day,
        'week' as period_type,
        {{ week_of('day') }} as period,
        day::date as starts_on,
        day::date + 6 as ends_on
    from counties
    cross join lateral generate_series(first_day, report_day, interval '1 week') as day

    union all

    select
        county_code,
        report_day,
        'month' as period_type,
        {{ month_of('day') }} as period,
        day::date as starts_on,
        (day + interval '1 month')::date - 1 as ends_on
    from counties
    cross join lateral generate_series(date_trunc('month', first_day), report_day, interval '1 month') as day

    union all

    select
        county_code,
        report_day,
        'quarter' as period_type,
        {{ quarter_of('day') }} as period,
        day::date as starts_on,
        (day + interval '3 months')::date - 1 as ends_on
    from counties
    cross join lateral generate_series(date_trunc('quarter', first_day), report_day, interval '3 months') as day

),

final as (

    select
        county_code,
        period_type,
        period,
        starts_on,
        ends_on,
        -- A period in progress counts what is dated up to the report day.
        report_day,
        least(ends_on, report_day) as counted_to,
        report_day between starts_on and ends_on as is_current
    from periods

)

select * from final

with

workdays as (

    select
        day,
        is_workday,
        min(day) filter (where is_workday) over (order by day desc) as on_or_after,
        count(*) filter (where is_workday) over (order by day) as workday_no
    from {{ ref('workday') }}

),

obligations as (

    select * from {{ ref('obligation') }}

),

counties as (

    select
        county_code,
        norm.period_start(first_week) as first_day
    from {{ ref('county') }}

),

last_known as (

    select max(day) as day
    from workdays

),

-- The periods of every obligation that have begun by the cut-off and end after the county's first week begins.
periods as (

    select
        counties.county_code,
        obligations.*,
        first_of_period::date as starts_on,
        (first_of_period + calendar.step)::date - 1 as ends_on
    from counties
    cross join obligations
    cross join last_known
    inner join (
        values
        ('week', interval '7 days'),
        ('month', interval '1 month'),
        ('quarter', interval '3 months'),
        ('half', interval '6 months'),
        ('year', interval '1 year')
    ) as calendar (period_type, step) on obligations.period_type = calendar.period_type
    cross join
        lateral generate_series(
            date_trunc(replace(obligations.period_type, 'half', 'year'), counties.first_day),
            least({{ cutoff() }}, last_known.day),
            calendar.step
        ) as first_of_period
    where first_of_period + calendar.step > counties.first_day

),

due_days as (

    select
        periods.*,
        coalesce(nth.day, weekly.on_or_after) as due_on
    from periods
    inner join workdays as last_day on periods.ends_on = last_day.day
    left join workdays as nth
        on
            nth.is_workday
            and nth.workday_no = last_day.workday_no + periods.due_workday
    left join workdays as weekly
        on
            weekly.day
            = periods.ends_on + 1 + mod(periods.due_weekday + 7 - extract(isodow from periods.ends_on)::integer, 7)

),

final as (

    select
        county_code,
        dataset,
        stream,
        submitter,
        period_type,
        case period_type
            when 'week' then {{ week_of('starts_on') }}
            when 'month' then {{ month_of('starts_on') }}
            when 'quarter' then {{ quarter_of('starts_on') }}
            when 'half' then {{ half_of('starts_on') }}
            else to_char(starts_on, 'YYYY')
        end as period,
        starts_on,
        ends_on,
        due_on + due_time::time as due_at
    from due_days

)

select * from final

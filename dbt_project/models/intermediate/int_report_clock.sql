with

weeks as (

    select * from {{ ref('int_report_weeks') }}

),

reported as (

    select
        *,
        rank() over (order by starts_on desc) as recency
    from weeks
    where cutoff_at <= {{ cutoff() }}

),

final as (

    select
        week,
        starts_on as week_starts_on,
        ends_on as report_day,
        cutoff_at,
        -- Weeks around a long holiday may share one cut-off; the one before it is the next older moment.
        (
            select max(earlier.cutoff_at)
            from reported as earlier
            where earlier.cutoff_at < reported.cutoff_at
        ) as previous_cutoff_at,
        {{ month_of('ends_on') }} as month,
        date_trunc('month', ends_on)::date as month_starts_on,
        {{ quarter_of('ends_on') }} as quarter,
        date_trunc('quarter', ends_on)::date as quarter_starts_on
    from reported
    where recency = 1

)

select * from final

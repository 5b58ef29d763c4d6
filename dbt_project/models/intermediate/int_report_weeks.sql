with

workdays as (

    select * from {{ ref('workday') }}

),

next_workdays as (

    select
        day,
        min(day) filter (where is_workday) over (order by day desc) as on_or_after,
        min(day) filter (where is_workday) over (
            order by day desc rows between unbounded preceding and 1 preceding
        ) as strictly_after
    from workdays

),

deadlines as (

    select
        monday.day as starts_on,
        monday.day + 6 as ends_on,
        due.on_or_after as deadline_on,
        due.on_or_after + time '12:00' as deadline_at
    from workdays as monday
    inner join next_workdays as due on due.day = monday.day + 7
    where extract(isodow from monday.day) = 1

),

final as (

    select
        {{ week_of('deadlines.starts_on') }} as week,
        deadlines.starts_on,
        deadlines.ends_on,
        {{ month_of('deadlines.starts_on + 3') }} as month,
        deadlines.deadline_at,
        report.strictly_after + time '10:00' as cutoff_at
    from deadlines
    inner join next_workdays as report on deadlines.deadline_on = report.day

)

select * from final

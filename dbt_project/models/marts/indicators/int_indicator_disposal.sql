with

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

farms as (

    select
        county_code,
        {{ month_of_week('stat_week') }} as period,
        norm.period_start(stat_week) as happened_on,
        treated_n::numeric as treated,
        should_treat::numeric as obliged
    from {{ ref('int_ah_death_current') }}
    where species = '猪'

),

plants as (

    select
        county_code,
        {{ month_of('stat_date') }} as period,
        stat_date as happened_on,
        disposed_eq::numeric as treated,
        coalesce(dead_waiting, 0) + coalesce(ante_reject, 0) + coalesce(post_reject_eq, 0) as obliged
    from {{ ref('int_ah_slaughter_day_current') }}
    where species = '猪'

),

events as (

    select * from farms
    union all
    select * from plants

),

final as (

    select
        events.county_code,
        'A09' as indicator_code,
        events.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        coalesce(sum(events.treated), 0) as numerator,
        coalesce(sum(events.obliged), 0) as denominator
    from events
    inner join months
        on
            events.county_code = months.county_code
            and events.period = months.period
            and events.happened_on <= months.report_day
    group by events.county_code, months.period_type, months.period

)

select * from final

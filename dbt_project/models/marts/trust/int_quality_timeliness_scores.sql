with

clock as (

    select * from {{ ref('int_report_clock') }}

),

due as (

    select
        expected.county_code,
        expected.submitter,
        clock.month,
        coalesce(expected.timeliness = '按时' and expected.content in ('有数据', '零报'), false) as is_on_time,
        coalesce(ceil(expected.late_hours / 24), 0) as days_late
    from {{ ref('expected_submission') }} as expected
    cross join clock
    where
        expected.due_at >= clock.month_starts_on
        and expected.due_at < clock.month_starts_on + interval '1 month'
        -- What comes before its deadline counts when that is there, as for those who do not send early.
        and expected.due_at <= {{ cutoff() }}
        and expected.timeliness not in ('免报', '未到期')
        and expected.cause is distinct from '我方故障'

),

final as (

    select
        county_code,
        submitter,
        month,
        '时效性' as dimension,
        count(*)::numeric as checked_rows,
        (count(*) filter (where not is_on_time))::numeric as weighted_violations,
        greatest(0, {{ pct('count(*) filter (where is_on_time)', 'count(*)') }} - 5 * sum(days_late)) as score
    from due
    group by county_code, submitter, month

)

select * from final

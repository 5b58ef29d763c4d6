with

obligations as (

    select * from {{ ref('expected_submission') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

-- Our own outages, exemptions and what is not yet due are no fault of the submitter.
due as (

    select
        obligations.*,
        clock.week
    from obligations
    cross join clock
    where
        obligations.due_at > clock.previous_cutoff_at
        and obligations.due_at <= clock.cutoff_at
        and obligations.timeliness not in ('免报', '未到期')
        and obligations.cause is distinct from '我方故障'

),

final as (

    select
        county_code,
        'G01' as indicator_code,
        county_code as region_code,
        '报送单位' as breakdown_type,
        submitter as breakdown_code,
        'week' as period_type,
        week as period,
        (count(*) filter (where timeliness = '按时' and content in ('有数据', '零报')))::numeric as numerator,
        count(*)::numeric as denominator
    from due
    group by county_code, submitter, week

)

select * from final

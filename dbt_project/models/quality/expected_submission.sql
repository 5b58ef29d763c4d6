with

obligations as (

    select * from {{ ref('int_obligations_scheduled') }}

),

answers as (

    select * from {{ ref('int_obligations_answered') }}

),

attempts as (

    select * from {{ ref('int_obligations_attempted') }}

),

datasets as (

    select * from {{ ref('dataset') }}

),

exemptions as (

    select * from {{ ref('exemption') }}

),

report_weeks as (

    select * from {{ ref('int_report_weeks') }}

),

exempt as (

    select distinct
        obligations.county_code,
        obligations.dataset,
        obligations.stream,
        obligations.period
    from obligations
    inner join exemptions
        on
            obligations.county_code = exemptions.county_code
            and obligations.dataset = exemptions.dataset
            and obligations.stream = exemptions.stream
            and obligations.ends_on between exemptions.from_on and coalesce(exemptions.to_on, date '9999-12-31')

),

-- The report that first shows an obligation is drawn at the first cut-off after its deadline.
facts as (

    select
        obligations.*,
        datasets.delivery_form in ('rest', 'sql') as is_pulled,
        (
            select min(report_weeks.cutoff_at)
            from report_weeks
            where report_weeks.cutoff_at >= obligations.due_at
        ) as report_at,
        coalesce(answers.accepted_at, answers.refused_at) as received_at,
        answers.accepted_at,
        answers.refused_at,
        answers.content,
        answers.reject_rule,
        coalesce(attempts.failed_by_source, false) as failed_by_source,
        coalesce(attempts.failed_by_source_in_time, false) as failed_by_source_in_time,
        exempt.period is not null as is_exempt
    from obligations
    inner join datasets on obligations.dataset = datasets.dataset
    left join answers
        on
            obligations.county_code = answers.county_code
            and obligations.dataset = answers.dataset
            and obligations.stream = answers.stream
            and obligations.period = answers.period
    left join attempts
        on
            obligations.county_code = attempts.county_code
            and obligations.dataset = attempts.dataset
            and obligations.stream = attempts.stream
            and obligations.period = attempts.period
    left join exempt
        on
            obligations.county_code = exempt.county_code
            and obligations.dataset = exempt.dataset
            and obligations.stream = exempt.stream
            and obligations.period = exempt.period

),

judged as (

    select
        *,
        case
            when is_exempt then '免报'
            when received_at <= due_at then '按时'
            when received_at <= report_at then '迟报'
            when received_at > report_at then '补报'
            when due_at > {{ cutoff() }} then '未到期'
            else '缺报'
        end as timeliness
    from facts

),

final as (

    select
        county_code,
        dataset,
        stream,
        submitter,
        period_type,
        period,
        due_at,
        timeliness,
        case when accepted_at is not null then content when refused_at is not null then '退回' end as content,
        case
            when timeliness = '免报' then null
            when accepted_at is null and reject_rule = 'F03' then '文件无法读取'
            when accepted_at is null and reject_rule = 'F04' then '结构变更'
            when accepted_at is null and refused_at is not null and is_pulled then '源系统不可达'
            when accepted_at is null and refused_at is not null then '未报'
            when timeliness = '缺报' and not is_pulled then '未报'
            when timeliness = '缺报' and failed_by_source then '源系统不可达'
            when timeliness = '缺报' then '我方故障'
            when timeliness in ('迟报', '补报') and is_pulled and (failed_by_source_in_time or refused_at < accepted_at)
                then '源系统不可达'
            when timeliness in ('迟报', '补报') and is_pulled then '我方故障'
        end as cause,
        received_at,
        case
            when received_at > due_at then round(extract(epoch from received_at - due_at)::numeric / 3600, 1)
        end as late_hours
    from judged

)

select * from final

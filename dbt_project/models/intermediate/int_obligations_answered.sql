with

obligations as (

    select * from {{ ref('int_obligations_scheduled') }}

),

datasets as (

    select * from {{ ref('dataset') }}

),

submissions as (

    {{ ledger_in_scope() }}

),

-- A pull of an event register also brings what earlier periods still owed.
candidates as (

    select
        obligations.county_code,
        obligations.dataset,
        obligations.stream,
        obligations.period,
        submissions.period = obligations.period as is_own_period,
        submissions.state = '已接受' as is_accepted,
        submissions.state = '已退回' as is_refused,
        submissions.content,
        submissions.reject_rule,
        submissions.received_at
    from obligations
    inner join datasets on obligations.dataset = datasets.dataset
    inner join submissions
        on
            obligations.county_code = submissions.county_code
            and obligations.dataset = submissions.dataset
            and obligations.stream = submissions.stream
            and (
                obligations.period = submissions.period
                or (datasets.mode = 'upsert' and obligations.period < submissions.period)
            )

),

final as (

    select
        county_code,
        dataset,
        stream,
        period,
        min(received_at) filter (where is_accepted) as accepted_at,
        (array_agg(content order by is_own_period desc, received_at desc) filter (where is_accepted))[1] as content,
        min(received_at) filter (where is_refused and is_own_period) as refused_at,
        (array_agg(reject_rule order by received_at desc) filter (where is_refused and is_own_period))[1]
            as reject_rule
    from candidates
    group by county_code, dataset, stream, period

)

select * from final

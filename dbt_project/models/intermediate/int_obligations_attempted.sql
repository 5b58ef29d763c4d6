with

obligations as (

    select * from {{ ref('int_obligations_scheduled') }}

),

attempts as (

    select * from {{ source('quality', 'attempt') }}
    where attempted_at <= {{ cutoff() }}

),

final as (

    select
        obligations.county_code,
        obligations.dataset,
        obligations.stream,
        obligations.period,
        bool_or(attempts.outcome in ('unreachable', 'unauthorised', 'server_error')) as failed_by_source,
        bool_or(
            attempts.outcome in ('unreachable', 'unauthorised', 'server_error')
            and attempts.attempted_at <= obligations.due_at
        ) as failed_by_source_in_time
    from obligations
    inner join attempts
        on
            obligations.county_code = attempts.county_code
            and obligations.dataset = attempts.dataset
            and obligations.stream = attempts.stream
            and obligations.period = attempts.period
    group by obligations.county_code, obligations.dataset, obligations.stream, obligations.period

)

select * from final

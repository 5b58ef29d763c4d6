with

-- The ledger of problems stands at the cut-off that was judged last; this step follows on its judgement.
findings as (

    select * from {{ source('quality', 'finding') }}
    where first_seen <= {{ cutoff() }}

),

final as (

    select
        county_code,
        fingerprint,
        rule_id,
        condition,
        severity,
        dimension,
        dataset,
        submitter,
        period,
        business_key,
        field,
        first_seen
    from findings
    where state in ('新增', '持续', '已反馈', '复发')

)

select * from final

with

touching as (

    select * from {{ ref('int_indicator_findings') }}

),

final as (

    select
        county_code,
        indicator_code,
        period_type,
        period,
        fingerprint,
        rule_id,
        condition,
        severity,
        dataset,
        field,
        first_seen,
        is_whole_submission
    from touching

)

select * from final

with

findings as (

    select * from {{ source('quality', 'finding') }}

),

fields as (

    select * from {{ ref('field') }}

),

-- A value is shown only where the contract says that its column holds nothing about a person. Names stay out
-- altogether: many small traders are natural persons who trade under their own.
classified as (

    select
        findings.*,
        findings.field = ''
        or (
            findings.field not like '%name'
            and coalesce(fields.classification in ('public', 'internal'), false)
        ) as is_showable
    from findings
    left join fields
        on
            findings.dataset = fields.dataset
            and findings.field = fields.field

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
        case when is_showable or observed is null then observed else '***' end as observed,
        case when is_showable or expected is null then expected else '***' end as expected,
        counterpart_dataset,
        counterpart_key,
        case when is_showable or counterpart_value is null then counterpart_value else '***' end as counterpart_value,
        region_code,
        first_seen,
        last_seen,
        closed_at,
        times_reopened,
        state,
        due_on
    from classified

)

select * from final

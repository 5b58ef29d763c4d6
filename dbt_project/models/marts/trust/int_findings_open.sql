with

seen as (

    select * from {{ source('quality', 'finding_seen') }}
    where cutoff <= {{ cutoff() }}

),

ledger as (

    select * from {{ source('quality', 'finding') }}

),

newest as (

    select
        county_code,
        max(cutoff) as cutoff
    from seen
    group by county_code

),

final as (

    select
        seen.county_code,
        seen.fingerprint,
        seen.rule_id,
        seen.condition,
        seen.severity,
        seen.dimension,
        seen.dataset,
        seen.submitter,
        seen.period,
        seen.business_key,
        seen.field,
        ledger.first_seen
    from seen
    inner join newest using (county_code, cutoff)
    inner join ledger using (county_code, fingerprint)
    where ledger.state not in ('已核实为真', '豁免')

)

select * from final

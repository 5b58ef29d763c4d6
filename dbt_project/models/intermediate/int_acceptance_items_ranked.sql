with

items as (

    select * from {{ ref('int_fs_eval_current') }}

),

-- The edition in force is the newest one named in the ledger: 2025版 after 2021版.
editions as (

    select
        county_code,
        max(version) as version
    from items
    group by county_code

),

final as (

    select
        items.county_code,
        items.item_code,
        items.version,
        coalesce(items.version = editions.version, false) as is_current_edition,
        items.kind,
        items.text as item_text,
        items.full_score,
        items.lead as lead_unit,
        items.support as support_units,
        items.due_on,
        items.self_score,
        items.evidence_n,
        items.status,
        items.gap,
        items.measure,
        items.recheck_on,
        items.recheck_ok as is_recheck_passed
    from items
    left join editions on items.county_code = editions.county_code

)

select * from final

with

final as (

    select
        county_code,
        item_code,
        version,
        is_current_edition,
        kind,
        item_text,
        full_score,
        lead_unit,
        support_units,
        due_on,
        self_score,
        evidence_n,
        status,
        gap,
        measure,
        recheck_on,
        is_recheck_passed
    from {{ ref('int_acceptance_items_ranked') }}

)

select * from final

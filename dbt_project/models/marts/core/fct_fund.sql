with

funds as (

    select * from {{ ref('int_funds_located') }}

),

final as (

    select
        county_code,
        item_no,
        fiscal_year,
        kind,
        source,
        budget_wan,
        arrived_wan,
        spent_wan,
        doc_no,
        qty,
        unit,
        asset_no,
        user_unit,
        region_code,
        bought_on,
        project_no
    from funds

)

select * from final

with

funds as (

    select * from {{ ref('int_fs_fund_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        funds.county_code,
        funds.item_no,
        funds.fiscal_year,
        funds.kind,
        funds.source,
        funds.budget_wan,
        funds.arrived_wan,
        funds.spent_wan,
        funds.doc_no,
        funds.qty,
        funds.unit,
        funds.asset_no,
        funds.user_unit,
        case
            -- Most money is for the whole county; only a project in one township names it.
            when funds.town_code is null and 'town_code' <> all(coalesce(funds._k07, '{}')) then funds.county_code
            else coalesce(townships.region_code, '未知')
        end as region_code,
        funds.bought_on,
        funds.project_no
    from funds
    left join townships
        on
            funds.county_code = townships.county_code
            and funds.town_code = townships.township_code

)

select * from final

-- rendered from contract FS06 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS06', '1.0.0+b2641548') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_fund')) }}

),

codes as materialized (

    {{ code_map('FS06') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['item_no'],
            [
                'item_no',
                'fiscal_year',
                'kind',
                'source',
                'budget_wan',
                'arrived_wan',
                'spent_wan',
                'doc_no',
                'qty',
                'unit',
                'asset_no',
                'user_unit',
                'town_code',
                'bought_on',
                'project_no',
                'remark'
            ],
            '1.0.0+b2641548'
        ) }},
        typed.*,
        {{ marks(
            cast=['bought_on'],
            measured={
                'fiscal_year': "null, '{}'",
                'budget_wan': "'万元', '{}'",
                'arrived_wan': "'万元', '{}'",
                'spent_wan': "'万元', '{}'",
                'qty': "null, '{}'"
            },
            coded=['kind', 'source', 'unit'],
            placed=['town_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.item_no) as item_no,
            norm.whole_quantity(landed.fiscal_year, null, '{}') as fiscal_year,
            {{ coded('kind') }} as kind,
            {{ coded('source') }} as source,
            norm.sized_quantity(landed.budget_wan, '万元', '{}', 12, 4) as budget_wan,
            norm.sized_quantity(landed.arrived_wan, '万元', '{}', 12, 4) as arrived_wan,
            norm.sized_quantity(landed.spent_wan, '万元', '{}', 12, 4) as spent_wan,
            norm.text(landed.doc_no) as doc_no,
            norm.whole_quantity(landed.qty, null, '{}') as qty,
            {{ coded('unit') }} as unit,
            norm.text(landed.asset_no) as asset_no,
            norm.text(landed.user_unit) as user_unit,
            {{ placed('town_code') }} as town_code,
            norm.date(landed.bought_on, landed._near) as bought_on,
            norm.id(landed.project_no) as project_no,
            norm.text(landed.remark) as remark
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

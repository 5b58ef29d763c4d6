-- rendered from contract FS11 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS11', '1.0.0+73c98273') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_market')) }}

),

codes as materialized (

    {{ code_map('FS11') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['cluster_id'],
            [
                'cluster_id',
                'name',
                'kind',
                'address',
                'region_code',
                'opener_uscc',
                'opener',
                'area_m2',
                'stalls_capacity',
                'stalls_occupied',
                'food_stalls',
                'food_stalls_reg',
                'invest_wan',
                'arrived_wan',
                'progress_pct',
                'has_lab',
                'opened_on'
            ],
            '1.0.0+73c98273'
        ) }},
        typed.*,
        {{ marks(
            cast=['has_lab', 'opened_on'],
            measured={
                'area_m2': "'平方米', '{}'",
                'stalls_capacity': "'个', '{}'",
                'stalls_occupied': "'个', '{}'",
                'food_stalls': "'个', '{}'",
                'food_stalls_reg': "'个', '{}'",
                'invest_wan': "'万元', '{}'",
                'arrived_wan': "'万元', '{}'",
                'progress_pct': "'%', '{}'"
            },
            coded=['kind'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.cluster_id) as cluster_id,
            norm.text(landed.name) as name,
            {{ coded('kind') }} as kind,
            norm.text(landed.address) as address,
            {{ placed('region_code') }} as region_code,
            norm.code(landed.opener_uscc) as opener_uscc,
            norm.text(landed.opener) as opener,
            norm.sized_quantity(landed.area_m2, '平方米', '{}', 10, 2) as area_m2,
            norm.whole_quantity(landed.stalls_capacity, '个', '{}') as stalls_capacity,
            norm.whole_quantity(landed.stalls_occupied, '个', '{}') as stalls_occupied,
            norm.whole_quantity(landed.food_stalls, '个', '{}') as food_stalls,
            norm.whole_quantity(landed.food_stalls_reg, '个', '{}') as food_stalls_reg,
            norm.sized_quantity(landed.invest_wan, '万元', '{}', 12, 4) as invest_wan,
            norm.sized_quantity(landed.arrived_wan, '万元', '{}', 12, 4) as arrived_wan,
            norm.quantity(landed.progress_pct, '%', '{}') as progress_pct,
            norm.bool(landed.has_lab) as has_lab,
            norm.date(landed.opened_on, landed._near) as opened_on
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

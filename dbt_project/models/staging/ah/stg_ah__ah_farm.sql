-- rendered from contract AH01 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AH01', '1.0.0+d0778590') }}

),

landed as (

    {{ landed_rows(source('raw', 'ah_farm')) }}

),

codes as materialized (

    {{ code_map('AH01') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['farm_code', 'species'],
            [
                'farm_code',
                'name',
                'uscc',
                'owner',
                'species',
                'scale',
                'capacity',
                'stock',
                'sold_ytd',
                'ahc_no',
                'ahc_on',
                'env_no',
                'vet',
                'region_code',
                'insured',
                'status'
            ],
            '1.0.0+d0778590'
        ) }},
        typed.*,
        {{ marks(
            cast=['ahc_on', 'insured'],
            measured={'capacity': "'头', '{只,羽}'", 'stock': "'头', '{只,羽}'", 'sold_ytd': "'头', '{只,羽}'"},
            coded=['species', 'scale', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.farm_code) as farm_code,
            norm.text(landed.name) as name,
            norm.code(landed.uscc) as uscc,
            norm.text(landed.owner) as owner,
            {{ coded('species') }} as species,
            {{ coded('scale') }} as scale,
            norm.whole_quantity(landed.capacity, '头', '{只,羽}') as capacity,
            norm.whole_quantity(landed.stock, '头', '{只,羽}') as stock,
            norm.whole_quantity(landed.sold_ytd, '头', '{只,羽}') as sold_ytd,
            norm.code(landed.ahc_no) as ahc_no,
            norm.date(landed.ahc_on, landed._near) as ahc_on,
            norm.id(landed.env_no) as env_no,
            norm.text(landed.vet) as vet,
            {{ placed('region_code') }} as region_code,
            norm.bool(landed.insured) as insured,
            {{ coded('status') }} as status
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

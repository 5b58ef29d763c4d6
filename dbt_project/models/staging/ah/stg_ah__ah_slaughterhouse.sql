-- rendered from contract AH02 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AH02', '1.0.0+569072a0') }}

),

landed as (

    {{ landed_rows(source('raw', 'ah_slaughterhouse')) }}

),

codes as materialized (

    {{ code_map('AH02') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['plant_code'],
            [
                'plant_code',
                'name',
                'uscc',
                'species',
                'plant_type',
                'permit_no',
                'ahc_no',
                'capacity',
                'vets',
                'inspectors',
                'disposal_mode',
                'disposal_plant',
                'address',
                'region_code',
                'issued_on',
                'status',
                'status_on'
            ],
            '1.0.0+569072a0'
        ) }},
        typed.*,
        {{ marks(
            cast=['issued_on', 'status_on'],
            measured={'capacity': "'头', '{只,羽}'", 'vets': "'人', '{}'", 'inspectors': "'人', '{}'"},
            coded=['plant_type', 'disposal_mode', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.plant_code) as plant_code,
            norm.text(landed.name) as name,
            norm.code(landed.uscc) as uscc,
            norm.text(landed.species) as species,
            {{ coded('plant_type') }} as plant_type,
            norm.code(landed.permit_no) as permit_no,
            norm.code(landed.ahc_no) as ahc_no,
            norm.whole_quantity(landed.capacity, '头', '{只,羽}') as capacity,
            norm.whole_quantity(landed.vets, '人', '{}') as vets,
            norm.whole_quantity(landed.inspectors, '人', '{}') as inspectors,
            {{ coded('disposal_mode') }} as disposal_mode,
            norm.text(landed.disposal_plant) as disposal_plant,
            norm.text(landed.address) as address,
            {{ placed('region_code') }} as region_code,
            norm.date(landed.issued_on, landed._near) as issued_on,
            {{ coded('status') }} as status,
            norm.date(landed.status_on, landed._near) as status_on
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract AH04 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AH04', '1.0.0+3e10a0d0') }}

),

landed as (

    {{ landed_rows(source('raw', 'ah_quarantine')) }}

),

codes as materialized (

    {{ code_map('AH04') }}

),

cleaned as (

    select
        {{ lineage(
            ['cert_no', 'cert_type'],
            [
                'cert_no',
                'cert_type',
                'issued_at',
                'owner',
                'species',
                'qty',
                'unit',
                'origin',
                'origin_code',
                'dest',
                'dest_code',
                'purpose',
                'ear_tags',
                'vehicle_no',
                'vet',
                'valid_days',
                'voided',
                'apply_no'
            ],
            '1.0.0+3e10a0d0'
        ) }},
        typed.*,
        {{ marks(
            cast=['issued_at', 'voided'],
            measured={'qty': "typed.unit, '{}'", 'valid_days': "'天', '{}'"},
            coded=['cert_type', 'species', 'purpose'],
            units=['unit']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.cert_no) as cert_no,
            {{ coded('cert_type') }} as cert_type,
            norm.ts(landed.issued_at, landed._near) as issued_at,
            norm.text(landed.owner) as owner,
            {{ coded('species') }} as species,
            norm.quantity(landed.qty, {{ coded('unit') }}, '{}') as qty,
            {{ coded('unit') }} as unit,
            norm.text(landed.origin) as origin,
            norm.code(landed.origin_code) as origin_code,
            norm.text(landed.dest) as dest,
            norm.code(landed.dest_code) as dest_code,
            {{ coded('purpose') }} as purpose,
            norm.text(landed.ear_tags) as ear_tags,
            norm.text(landed.vehicle_no) as vehicle_no,
            norm.text(landed.vet) as vet,
            norm.whole_quantity(landed.valid_days, '天', '{}') as valid_days,
            norm.bool(landed.voided) as voided,
            norm.id(landed.apply_no) as apply_no
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

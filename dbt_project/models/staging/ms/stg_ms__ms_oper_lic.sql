-- rendered from contract MS03 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS03', '1.0.0+68949dab') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_oper_lic')) }}

),

codes as materialized (

    {{ code_map('MS03') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['lic_no', 'version_no'],
            [
                'lic_no',
                'lic_kind',
                'version_no',
                'holder_name',
                'uscc',
                'biz_digit',
                'items',
                'address',
                'region_code',
                'is_online',
                'is_chain',
                'diners',
                'issued_on',
                'valid_to',
                'status',
                'updated_at'
            ],
            '1.0.0+68949dab'
        ) }},
        typed.*,
        {{ marks(
            cast=['is_online', 'is_chain', 'issued_on', 'valid_to', 'updated_at'],
            measured={'version_no': "null, '{}'", 'diners': "'人', '{}'"},
            coded=['lic_kind', 'biz_digit', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.lic_no) as lic_no,
            {{ coded('lic_kind') }} as lic_kind,
            norm.whole_quantity(landed.version_no, null, '{}') as version_no,
            norm.text(landed.holder_name) as holder_name,
            norm.code(landed.uscc) as uscc,
            {{ coded('biz_digit') }} as biz_digit,
            norm.text(landed.items) as items,
            norm.text(landed.address) as address,
            {{ placed('region_code') }} as region_code,
            norm.bool(landed.is_online) as is_online,
            norm.bool(landed.is_chain) as is_chain,
            norm.whole_quantity(landed.diners, '人', '{}') as diners,
            norm.date(landed.issued_on, landed._near) as issued_on,
            norm.date(landed.valid_to, landed._near, true) as valid_to,
            {{ coded('status') }} as status,
            norm.ts(landed.updated_at, landed._near) as updated_at
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

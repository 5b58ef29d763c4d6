-- rendered from contract MS02 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS02', '1.0.0+e8d5404e') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_prod_lic')) }}

),

codes as materialized (

    {{ code_map('MS02') }}

),

cleaned as (

    select
        {{ lineage(
            ['lic_no', 'version_no'],
            [
                'lic_no',
                'version_no',
                'holder_name',
                'uscc',
                'reg_address',
                'prod_address',
                'food_cat',
                'cat_detail',
                'issuer',
                'issued_on',
                'valid_to',
                'status',
                'cancelled_on',
                'supervisor',
                'updated_at'
            ],
            '1.0.0+e8d5404e'
        ) }},
        typed.*,
        {{ marks(
            cast=['issued_on', 'valid_to', 'cancelled_on', 'updated_at'],
            measured={'version_no': "null, '{}'"},
            coded=['status']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.lic_no) as lic_no,
            norm.whole_quantity(landed.version_no, null, '{}') as version_no,
            norm.text(landed.holder_name) as holder_name,
            norm.code(landed.uscc) as uscc,
            norm.text(landed.reg_address) as reg_address,
            norm.text(landed.prod_address) as prod_address,
            norm.text(landed.food_cat) as food_cat,
            norm.text(landed.cat_detail) as cat_detail,
            norm.text(landed.issuer) as issuer,
            norm.date(landed.issued_on, landed._near) as issued_on,
            norm.date(landed.valid_to, landed._near, true) as valid_to,
            {{ coded('status') }} as status,
            norm.date(landed.cancelled_on, landed._near) as cancelled_on,
            norm.text(landed.supervisor) as supervisor,
            norm.ts(landed.updated_at, landed._near) as updated_at
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract AG02 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AG02', '1.0.0+90ab4295') }}

),

landed as (

    {{ landed_rows(source('raw', 'ag_cert')) }}

),

codes as materialized (

    {{ code_map('AG02') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['cert_no'],
            [
                'cert_no',
                'producer_id',
                'product',
                'product_cat',
                'batch_no',
                'qty',
                'unit',
                'origin',
                'issued_on',
                'method',
                'copies',
                'basis',
                'test_no',
                'buyer',
                'reissued',
                'region_code',
                'created_at'
            ],
            '1.0.0+90ab4295'
        ) }},
        typed.*,
        {{ marks(
            cast=['issued_on', 'reissued', 'created_at'],
            measured={'qty': "typed.unit, '{}'", 'copies': "'张', '{}'"},
            coded=['product_cat', 'method', 'basis'],
            units=['unit'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.cert_no) as cert_no,
            norm.id(landed.producer_id) as producer_id,
            norm.text(landed.product) as product,
            {{ coded('product_cat') }} as product_cat,
            norm.text(landed.batch_no) as batch_no,
            norm.sized_quantity(landed.qty, {{ coded('unit') }}, '{}', 14, 3) as qty,
            {{ coded('unit') }} as unit,
            norm.text(landed.origin) as origin,
            norm.date(landed.issued_on, landed._near) as issued_on,
            {{ coded('method') }} as method,
            norm.whole_quantity(landed.copies, '张', '{}') as copies,
            {{ coded('basis') }} as basis,
            norm.id(landed.test_no) as test_no,
            norm.text(landed.buyer) as buyer,
            norm.bool(landed.reissued) as reissued,
            {{ placed('region_code') }} as region_code,
            norm.ts(landed.created_at, landed._near) as created_at
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract AG05 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AG05', '1.0.0+d609ec25') }}

),

landed as (

    {{ landed_rows(source('raw', 'ag_brand')) }}

),

codes as materialized (

    {{ code_map('AG05') }}

),

cleaned as (

    select
        {{ lineage(
            ['cert_no'],
            [
                'cert_no',
                'kind',
                'holder',
                'uscc',
                'producer_id',
                'product',
                'area_mu',
                'output_t',
                'issuer',
                'issued_on',
                'valid_to',
                'status',
                'std',
                'yearly_check'
            ],
            '1.0.0+d609ec25'
        ) }},
        typed.*,
        {{ marks(
            cast=['issued_on', 'valid_to'],
            measured={'area_mu': "'亩', '{}'", 'output_t': "'吨', '{}'"},
            coded=['kind', 'status', 'yearly_check']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.cert_no) as cert_no,
            {{ coded('kind') }} as kind,
            norm.text(landed.holder) as holder,
            norm.code(landed.uscc) as uscc,
            norm.id(landed.producer_id) as producer_id,
            norm.text(landed.product) as product,
            norm.sized_quantity(landed.area_mu, '亩', '{}', 14, 2) as area_mu,
            norm.sized_quantity(landed.output_t, '吨', '{}', 14, 3) as output_t,
            norm.text(landed.issuer) as issuer,
            norm.date(landed.issued_on, landed._near) as issued_on,
            norm.date(landed.valid_to, landed._near, true) as valid_to,
            {{ coded('status') }} as status,
            norm.id(landed.std) as std,
            {{ coded('yearly_check') }} as yearly_check
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

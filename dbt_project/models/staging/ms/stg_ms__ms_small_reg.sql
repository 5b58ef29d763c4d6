-- rendered from contract MS04 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS04', '1.0.0+a3ceb1d4') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_small_reg')) }}

),

codes as materialized (

    {{ code_map('MS04') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['reg_no'],
            [
                'reg_no',
                'small_kind',
                'name',
                'owner',
                'uscc',
                'id_no',
                'address',
                'region_code',
                'products',
                'issued_on',
                'valid_to',
                'status',
                'in_cluster',
                'cluster_id',
                'health_cert_to'
            ],
            '1.0.0+a3ceb1d4'
        ) }},
        typed.*,
        {{ marks(
            cast=['issued_on', 'valid_to', 'in_cluster', 'health_cert_to'],
            coded=['small_kind', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.reg_no) as reg_no,
            {{ coded('small_kind') }} as small_kind,
            norm.text(landed.name) as name,
            norm.text(landed.owner) as owner,
            norm.code(landed.uscc) as uscc,
            norm.code(landed.id_no) as id_no,
            norm.text(landed.address) as address,
            {{ placed('region_code') }} as region_code,
            norm.text(landed.products) as products,
            norm.date(landed.issued_on, landed._near) as issued_on,
            norm.date(landed.valid_to, landed._near, true) as valid_to,
            {{ coded('status') }} as status,
            norm.bool(landed.in_cluster) as in_cluster,
            norm.id(landed.cluster_id) as cluster_id,
            norm.date(landed.health_cert_to, landed._near) as health_cert_to
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract AG06 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AG06', '1.0.0+f8a52366') }}

),

landed as (

    {{ landed_rows(source('raw', 'ag_inputs')) }}

),

codes as materialized (

    {{ code_map('AG06') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['lic_no'],
            [
                'lic_no',
                'name',
                'uscc',
                'kind',
                'restricted',
                'address',
                'region_code',
                'valid_to',
                'on_trace',
                'in_n',
                'out_n',
                'insp_n',
                'sampled_n',
                'fail_n',
                'status'
            ],
            '1.0.0+f8a52366'
        ) }},
        typed.*,
        {{ marks(
            cast=['restricted', 'valid_to', 'on_trace'],
            measured={
                'in_n': "'批次', '{}'",
                'out_n': "'批次', '{}'",
                'insp_n': "'次', '{}'",
                'sampled_n': "'批次', '{}'",
                'fail_n': "'批次', '{}'"
            },
            coded=['kind', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.lic_no) as lic_no,
            norm.text(landed.name) as name,
            norm.code(landed.uscc) as uscc,
            {{ coded('kind') }} as kind,
            norm.bool(landed.restricted) as restricted,
            norm.text(landed.address) as address,
            {{ placed('region_code') }} as region_code,
            norm.date(landed.valid_to, landed._near, true) as valid_to,
            norm.bool(landed.on_trace) as on_trace,
            norm.whole_quantity(landed.in_n, '批次', '{}') as in_n,
            norm.whole_quantity(landed.out_n, '批次', '{}') as out_n,
            norm.whole_quantity(landed.insp_n, '次', '{}') as insp_n,
            norm.whole_quantity(landed.sampled_n, '批次', '{}') as sampled_n,
            norm.whole_quantity(landed.fail_n, '批次', '{}') as fail_n,
            {{ coded('status') }} as status
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

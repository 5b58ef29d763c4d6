-- rendered from contract AH03 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AH03', '1.0.0+3a3112a1') }}

),

landed as (

    {{ landed_rows(source('raw', 'ah_slaughter_day')) }}

),

codes as materialized (

    {{ code_map('AH03') }}

),

cleaned as (

    select
        {{ lineage(
            ['plant_code', 'species', 'stat_date'],
            [
                'plant_code',
                'species',
                'stat_date',
                'stock_begin',
                'in_heads',
                'in_certs',
                'in_cert_heads',
                'dead_waiting',
                'ante_reject',
                'slaughtered',
                'post_pass',
                'post_reject_eq',
                'prod_certs',
                'prod_kg',
                'quality_certs',
                'asf_tests',
                'beta_tests',
                'disposed_eq',
                'stock_end'
            ],
            '1.0.0+3a3112a1'
        ) }},
        typed.*,
        {{ marks(
            cast=['stat_date'],
            measured={
                'stock_begin': "'头', '{只,羽}'",
                'in_heads': "'头', '{只,羽}'",
                'in_certs': "'份', '{}'",
                'in_cert_heads': "'头', '{只,羽}'",
                'dead_waiting': "'头', '{只,羽}'",
                'ante_reject': "'头', '{只,羽}'",
                'slaughtered': "'头', '{只,羽}'",
                'post_pass': "'头', '{只,羽}'",
                'post_reject_eq': "'头', '{只,羽}'",
                'prod_certs': "'份', '{}'",
                'prod_kg': "'公斤', '{}'",
                'quality_certs': "'份', '{}'",
                'asf_tests': "'批次', '{}'",
                'beta_tests': "'份', '{}'",
                'disposed_eq': "'头', '{只,羽}'",
                'stock_end': "'头', '{只,羽}'"
            },
            coded=['species']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.plant_code) as plant_code,
            {{ coded('species') }} as species,
            norm.date(landed.stat_date, landed._near) as stat_date,
            norm.whole_quantity(landed.stock_begin, '头', '{只,羽}') as stock_begin,
            norm.whole_quantity(landed.in_heads, '头', '{只,羽}') as in_heads,
            norm.whole_quantity(landed.in_certs, '份', '{}') as in_certs,
            norm.whole_quantity(landed.in_cert_heads, '头', '{只,羽}') as in_cert_heads,
            norm.whole_quantity(landed.dead_waiting, '头', '{只,羽}') as dead_waiting,
            norm.whole_quantity(landed.ante_reject, '头', '{只,羽}') as ante_reject,
            norm.whole_quantity(landed.slaughtered, '头', '{只,羽}') as slaughtered,
            norm.whole_quantity(landed.post_pass, '头', '{只,羽}') as post_pass,
            norm.sized_quantity(landed.post_reject_eq, '头', '{只,羽}', 8, 2) as post_reject_eq,
            norm.whole_quantity(landed.prod_certs, '份', '{}') as prod_certs,
            norm.sized_quantity(landed.prod_kg, '公斤', '{}', 12, 2) as prod_kg,
            norm.whole_quantity(landed.quality_certs, '份', '{}') as quality_certs,
            norm.whole_quantity(landed.asf_tests, '批次', '{}') as asf_tests,
            norm.whole_quantity(landed.beta_tests, '份', '{}') as beta_tests,
            norm.sized_quantity(landed.disposed_eq, '头', '{只,羽}', 8, 2) as disposed_eq,
            norm.whole_quantity(landed.stock_end, '头', '{只,羽}') as stock_end
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

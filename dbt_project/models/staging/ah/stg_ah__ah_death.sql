-- rendered from contract AH06 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AH06', '1.0.0+dcffd88d') }}

),

landed as (

    {{ landed_rows(source('raw', 'ah_death')) }}

),

codes as materialized (

    {{ code_map('AH06') }}

),

cleaned as (

    select
        {{ lineage(
            ['farm_code', 'species', 'stat_week'],
            [
                'farm_code',
                'species',
                'stat_week',
                'stock_begin',
                'in_n',
                'out_n',
                'dead_n',
                'culled_n',
                'stock_end',
                'should_treat',
                'treated_n',
                'reporter',
                'epidemic',
                'remark'
            ],
            '1.0.0+dcffd88d'
        ) }},
        typed.*,
        {{ marks(
            cast=['stat_week', 'epidemic'],
            measured={
                'stock_begin': "'头', '{只,羽}'",
                'in_n': "'头', '{只,羽}'",
                'out_n': "'头', '{只,羽}'",
                'dead_n': "'头', '{只,羽}'",
                'culled_n': "'头', '{只,羽}'",
                'stock_end': "'头', '{只,羽}'",
                'should_treat': "'头', '{只,羽}'",
                'treated_n': "'头', '{只,羽}'"
            },
            coded=['species']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.farm_code) as farm_code,
            {{ coded('species') }} as species,
            norm.stat_week(landed.stat_week, landed._near) as stat_week,
            norm.whole_quantity(landed.stock_begin, '头', '{只,羽}') as stock_begin,
            norm.whole_quantity(landed.in_n, '头', '{只,羽}') as in_n,
            norm.whole_quantity(landed.out_n, '头', '{只,羽}') as out_n,
            norm.whole_quantity(landed.dead_n, '头', '{只,羽}') as dead_n,
            norm.whole_quantity(landed.culled_n, '头', '{只,羽}') as culled_n,
            norm.whole_quantity(landed.stock_end, '头', '{只,羽}') as stock_end,
            norm.whole_quantity(landed.should_treat, '头', '{只,羽}') as should_treat,
            norm.whole_quantity(landed.treated_n, '头', '{只,羽}') as treated_n,
            norm.text(landed.reporter) as reporter,
            norm.bool(landed.epidemic) as epidemic,
            norm.text(landed.remark) as remark
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

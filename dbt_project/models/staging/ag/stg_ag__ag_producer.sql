-- rendered from contract AG01 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AG01', '1.0.0+3c0e72a7') }}

),

landed as (

    {{ landed_rows(source('raw', 'ag_producer')) }}

),

codes as materialized (

    {{ code_map('AG01') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['producer_id'],
            [
                'producer_id',
                'name',
                'uscc',
                'kind',
                'legal_rep',
                'sector',
                'main_product',
                'base_no',
                'area_mu',
                'annual_t',
                'region_code',
                'in_roster',
                'on_trace',
                'has_inspector',
                'status',
                'updated_at'
            ],
            '1.0.0+3c0e72a7'
        ) }},
        typed.*,
        {{ marks(
            cast=['in_roster', 'on_trace', 'has_inspector', 'updated_at'],
            measured={'area_mu': "'亩', '{}'", 'annual_t': "'吨', '{}'"},
            coded=['kind', 'sector', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.producer_id) as producer_id,
            norm.text(landed.name) as name,
            norm.code(landed.uscc) as uscc,
            {{ coded('kind') }} as kind,
            norm.text(landed.legal_rep) as legal_rep,
            {{ coded('sector') }} as sector,
            norm.text(landed.main_product) as main_product,
            norm.id(landed.base_no) as base_no,
            norm.sized_quantity(landed.area_mu, '亩', '{}', 12, 2) as area_mu,
            norm.sized_quantity(landed.annual_t, '吨', '{}', 12, 3) as annual_t,
            {{ placed('region_code') }} as region_code,
            norm.bool(landed.in_roster) as in_roster,
            norm.bool(landed.on_trace) as on_trace,
            norm.bool(landed.has_inspector) as has_inspector,
            {{ coded('status') }} as status,
            norm.ts(landed.updated_at, landed._near) as updated_at
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

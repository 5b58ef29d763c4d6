-- rendered from contract AG04 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AG04', '1.0.0+2d7f1aa9') }}

),

landed as (

    {{ landed_rows(source('raw', 'ag_monitor')) }}

),

codes as materialized (

    {{ code_map('AG04') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['sample_no'],
            [
                'sample_no',
                'kind',
                'sector',
                'sample_name',
                'sampled_name',
                'producer_id',
                'uscc',
                'stage',
                'sampled_on',
                'lab',
                'items',
                'item_n',
                'conclusion',
                'drug',
                'value',
                'limit_value',
                'unit',
                'action',
                'handled_on',
                'region_code'
            ],
            '1.0.0+2d7f1aa9'
        ) }},
        typed.*,
        {{ marks(
            cast=['sampled_on', 'handled_on'],
            measured={'item_n': "'项', '{}'", 'value': "typed.unit, '{}'", 'limit_value': "typed.unit, '{}'"},
            coded=['kind', 'sector', 'stage', 'conclusion'],
            units=['unit', 'unit'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.sample_no) as sample_no,
            {{ coded('kind') }} as kind,
            {{ coded('sector') }} as sector,
            norm.text(landed.sample_name) as sample_name,
            norm.text(landed.sampled_name) as sampled_name,
            norm.id(landed.producer_id) as producer_id,
            norm.code(landed.uscc) as uscc,
            {{ coded('stage') }} as stage,
            norm.date(landed.sampled_on, landed._near) as sampled_on,
            norm.text(landed.lab) as lab,
            norm.text(landed.items) as items,
            norm.whole_quantity(landed.item_n, '项', '{}') as item_n,
            {{ coded('conclusion') }} as conclusion,
            norm.text(landed.drug) as drug,
            case
                when norm.squeeze(landed.value) in ('未检出', 'ND', 'N.D.') then 0
                else norm.quantity(landed.value, {{ coded('unit') }}, '{}')
            end as value,
            case
                when norm.squeeze(landed.limit_value) in ('不得检出', '不得使用', 'ND') then 0
                else norm.quantity(landed.limit_value, {{ coded('unit') }}, '{}')
            end as limit_value,
            {{ coded('unit') }} as unit,
            norm.text(landed.action) as action,
            norm.date(landed.handled_on, landed._near) as handled_on,
            {{ placed('region_code') }} as region_code
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

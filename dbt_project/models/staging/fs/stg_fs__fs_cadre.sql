-- rendered from contract FS01 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS01', '1.0.0+08c36271') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_cadre')) }}

),

codes as materialized (

    {{ code_map('FS01') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['cadre_id'],
            [
                'cadre_id',
                'name',
                'unit',
                'position',
                'level',
                'region_code',
                'phone',
                'account',
                'pledge_on',
                'list_duty',
                'list_task',
                'list_check',
                'trained_on',
                'from_on',
                'to_on',
                'successor_id',
                'status'
            ],
            '1.0.0+08c36271'
        ) }},
        typed.*,
        {{ marks(
            cast=[
                'account',
                'pledge_on',
                'list_duty',
                'list_task',
                'list_check',
                'trained_on',
                'from_on',
                'to_on'
            ],
            coded=['level', 'status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.cadre_id) as cadre_id,
            norm.text(landed.name) as name,
            norm.text(landed.unit) as unit,
            norm.text(landed.position) as position,
            {{ coded('level') }} as level,
            {{ placed('region_code') }} as region_code,
            norm.code(landed.phone) as phone,
            norm.bool(landed.account) as account,
            norm.date(landed.pledge_on, landed._near) as pledge_on,
            norm.bool(landed.list_duty) as list_duty,
            norm.bool(landed.list_task) as list_task,
            norm.bool(landed.list_check) as list_check,
            norm.date(landed.trained_on, landed._near) as trained_on,
            norm.date(landed.from_on, landed._near) as from_on,
            norm.date(landed.to_on, landed._near) as to_on,
            norm.id(landed.successor_id) as successor_id,
            {{ coded('status') }} as status
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

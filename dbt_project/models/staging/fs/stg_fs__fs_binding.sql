-- rendered from contract FS02 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS02', '1.0.0+719e7ec0') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_binding')) }}

),

codes as materialized (

    {{ code_map('FS02') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['binding_id'],
            [
                'binding_id',
                'entity_id',
                'entity_name',
                'uscc',
                'lic_no',
                'bb_grade',
                'graded_on',
                'cadre_id',
                'level',
                'assist',
                'board_shown',
                'from_on',
                'to_on',
                'reason',
                'region_code'
            ],
            '1.0.0+719e7ec0'
        ) }},
        typed.*,
        {{ marks(
            cast=['graded_on', 'board_shown', 'from_on', 'to_on'],
            coded=['bb_grade', 'level', 'reason'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.binding_id) as binding_id,
            norm.id(landed.entity_id) as entity_id,
            norm.text(landed.entity_name) as entity_name,
            norm.code(landed.uscc) as uscc,
            norm.code(landed.lic_no) as lic_no,
            {{ coded('bb_grade') }} as bb_grade,
            norm.date(landed.graded_on, landed._near) as graded_on,
            norm.id(landed.cadre_id) as cadre_id,
            {{ coded('level') }} as level,
            norm.text(landed.assist) as assist,
            norm.bool(landed.board_shown) as board_shown,
            norm.date(landed.from_on, landed._near) as from_on,
            norm.date(landed.to_on, landed._near) as to_on,
            {{ coded('reason') }} as reason,
            {{ placed('region_code') }} as region_code
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract MS11 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS11', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS11') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_platform'), ['entity_id', 'module'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS11', ['entity_id', 'module'], ['last_active_at'], by_arrival=True,
        staging=ref('stg_ms__ms_platform')
    ) }}

)

select * from final

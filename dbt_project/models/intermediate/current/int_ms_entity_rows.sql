-- rendered from contract MS01 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS01', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS01') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_entity'), ['entity_id'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS01', ['entity_id'], ['updated_at'], by_arrival=True,
        staging=ref('stg_ms__ms_entity')
    ) }}

)

select * from final

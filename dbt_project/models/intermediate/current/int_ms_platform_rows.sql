-- rendered from contract MS11 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ms__ms_platform') }}

),

submissions as (

    {{ submissions_as_of('MS11', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS11') }}

),

final as (

    {{ rows_with_state('MS11', ['entity_id', 'module'], ['last_active_at'], by_arrival=True) }}

)

select * from final

-- rendered from contract MS06 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS06', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS06') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_hazard'), ['hazard_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS06', ['hazard_no'], [], by_arrival=True,
        staging=ref('stg_ms__ms_hazard')
    ) }}

)

select * from final

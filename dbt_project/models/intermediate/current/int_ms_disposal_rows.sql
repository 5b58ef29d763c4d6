-- rendered from contract MS09 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS09', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS09') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_disposal'), ['case_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS09', ['case_no'], [], by_arrival=True,
        staging=ref('stg_ms__ms_disposal')
    ) }}

)

select * from final

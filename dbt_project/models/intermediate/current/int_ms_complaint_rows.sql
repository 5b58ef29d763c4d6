-- rendered from contract MS10 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS10', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS10') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_complaint'), ['sheet_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS10', ['sheet_no'], [], by_arrival=True,
        staging=ref('stg_ms__ms_complaint')
    ) }}

)

select * from final

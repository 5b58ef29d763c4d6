-- rendered from contract MS05 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS05', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS05') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_inspection'), ['insp_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS05', ['insp_no'], [], by_arrival=True,
        staging=ref('stg_ms__ms_inspection')
    ) }}

)

select * from final

-- rendered from contract MS04 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS04', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS04') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_small_reg'), ['reg_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS04', ['reg_no'], [], by_arrival=True,
        staging=ref('stg_ms__ms_small_reg')
    ) }}

)

select * from final

-- rendered from contract MS08 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS08', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS08') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_sample'), ['sample_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS08', ['sample_no'], [], by_arrival=True,
        staging=ref('stg_ms__ms_sample')
    ) }}

)

select * from final

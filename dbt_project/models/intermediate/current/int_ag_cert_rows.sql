-- rendered from contract AG02 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AG02', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG02') }}

),

staged as (

    {{ rows_to_state(ref('stg_ag__ag_cert'), ['cert_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'AG02', ['cert_no'], ['created_at'], by_arrival=True,
        staging=ref('stg_ag__ag_cert')
    ) }}

)

select * from final

-- rendered from contract AG06 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AG06', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG06') }}

),

staged as (

    {{ rows_to_state(ref('stg_ag__ag_inputs'), ['lic_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'AG06', ['lic_no'], [], by_arrival=True,
        staging=ref('stg_ag__ag_inputs')
    ) }}

)

select * from final

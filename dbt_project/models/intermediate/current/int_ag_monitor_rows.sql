-- rendered from contract AG04 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AG04', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG04') }}

),

staged as (

    {{ rows_to_state(ref('stg_ag__ag_monitor'), ['sample_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'AG04', ['sample_no'], [], by_arrival=True,
        staging=ref('stg_ag__ag_monitor')
    ) }}

)

select * from final

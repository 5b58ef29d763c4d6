-- rendered from contract AG01 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AG01', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG01') }}

),

staged as (

    {{ rows_to_state(ref('stg_ag__ag_producer'), ['producer_id'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'AG01', ['producer_id'], ['updated_at'], by_arrival=True,
        staging=ref('stg_ag__ag_producer')
    ) }}

)

select * from final

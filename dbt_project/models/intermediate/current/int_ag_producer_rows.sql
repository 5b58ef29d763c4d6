-- rendered from contract AG01 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ag__ag_producer') }}

),

submissions as (

    {{ submissions_as_of('AG01', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG01') }}

),

final as (

    {{ rows_with_state('AG01', ['producer_id'], ['updated_at'], by_arrival=True) }}

)

select * from final

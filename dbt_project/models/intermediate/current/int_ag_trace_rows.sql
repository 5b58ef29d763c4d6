-- rendered from contract AG03 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AG03', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_ag__ag_trace'), ['producer_id', 'stat_month'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AG03', ['producer_id', 'stat_month'], [], by_arrival=False) }}

)

select * from final

-- rendered from contract AG03 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ag__ag_trace') }}

),

submissions as (

    {{ submissions_as_of('AG03', replaces='period') }}

),

final as (

    {{ rows_with_state('AG03', ['producer_id', 'stat_month'], [], by_arrival=False) }}

)

select * from final

-- rendered from contract AG02 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ag__ag_cert') }}

),

submissions as (

    {{ submissions_as_of('AG02', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG02') }}

),

final as (

    {{ rows_with_state('AG02', ['cert_no'], ['created_at'], by_arrival=True) }}

)

select * from final

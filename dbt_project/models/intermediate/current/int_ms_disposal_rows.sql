-- rendered from contract MS09 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ms__ms_disposal') }}

),

submissions as (

    {{ submissions_as_of('MS09', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS09') }}

),

final as (

    {{ rows_with_state('MS09', ['case_no'], [], by_arrival=True) }}

)

select * from final

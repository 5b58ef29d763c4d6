-- rendered from contract MS12 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS12', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_staff_ctl'), ['entity_id', 'stat_month'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('MS12', ['entity_id', 'stat_month'], [], by_arrival=False) }}

)

select * from final

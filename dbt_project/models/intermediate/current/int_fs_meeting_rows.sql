-- rendered from contract FS04 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS04', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_meeting'), ['event_no'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS04', ['event_no'], [], by_arrival=False) }}

)

select * from final

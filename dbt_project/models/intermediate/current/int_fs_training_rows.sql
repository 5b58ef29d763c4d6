-- rendered from contract FS07 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS07', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_training'), ['session_no'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS07', ['session_no'], [], by_arrival=False) }}

)

select * from final

-- rendered from contract FS08 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS08', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_publicity'), ['act_no'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS08', ['act_no'], [], by_arrival=False) }}

)

select * from final

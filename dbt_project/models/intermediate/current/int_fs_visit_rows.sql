-- rendered from contract FS03 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS03', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_visit'), ['visit_no'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS03', ['visit_no'], ['created_at'], by_arrival=False) }}

)

select * from final

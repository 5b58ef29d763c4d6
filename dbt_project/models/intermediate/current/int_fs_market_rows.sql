-- rendered from contract FS11 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS11', replaces='stock') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_market'), ['cluster_id'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS11', ['cluster_id'], [], by_arrival=False) }}

)

select * from final

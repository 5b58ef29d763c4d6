-- rendered from contract FS02 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_fs__fs_binding') }}

),

submissions as (

    {{ submissions_as_of('FS02', replaces='stock') }}

),

final as (

    {{ rows_with_state('FS02', ['binding_id'], [], by_arrival=False) }}

)

select * from final

-- rendered from contract FS03 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_fs__fs_visit') }}

),

submissions as (

    {{ submissions_as_of('FS03', replaces='period') }}

),

final as (

    {{ rows_with_state('FS03', ['visit_no'], ['created_at'], by_arrival=False) }}

)

select * from final

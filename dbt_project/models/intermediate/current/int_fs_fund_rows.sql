-- rendered from contract FS06 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS06', replaces='stock') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_fund'), ['item_no'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS06', ['item_no'], [], by_arrival=False) }}

)

select * from final

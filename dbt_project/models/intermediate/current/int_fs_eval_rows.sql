-- rendered from contract FS10 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS10', replaces='stock') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_eval'), ['item_code'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS10', ['item_code'], [], by_arrival=False) }}

)

select * from final

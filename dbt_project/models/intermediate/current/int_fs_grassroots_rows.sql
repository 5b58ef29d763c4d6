-- rendered from contract FS05 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS05', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_grassroots'), ['town_code', 'stat_quarter'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS05', ['town_code', 'stat_quarter'], [], by_arrival=False) }}

)

select * from final

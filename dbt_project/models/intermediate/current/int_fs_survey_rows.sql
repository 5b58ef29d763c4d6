-- rendered from contract FS09 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('FS09', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_fs__fs_survey'), ['survey_no', 'town_code', 'question'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('FS09', ['survey_no', 'town_code', 'question'], [], by_arrival=False) }}

)

select * from final

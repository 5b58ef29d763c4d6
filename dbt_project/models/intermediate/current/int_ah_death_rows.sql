-- rendered from contract AH06 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AH06', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_ah__ah_death'), ['farm_code', 'species', 'stat_week'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AH06', ['farm_code', 'species', 'stat_week'], [], by_arrival=False) }}

)

select * from final

-- rendered from contract AH03 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AH03', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_ah__ah_slaughter_day'), ['plant_code', 'species', 'stat_date'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AH03', ['plant_code', 'species', 'stat_date'], [], by_arrival=False) }}

)

select * from final

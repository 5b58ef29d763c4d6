-- rendered from contract AH02 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AH02', replaces='stock') }}

),

staged as (

    {{ rows_to_state(ref('stg_ah__ah_slaughterhouse'), ['plant_code'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AH02', ['plant_code'], [], by_arrival=False) }}

)

select * from final

-- rendered from contract AH02 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ah__ah_slaughterhouse') }}

),

submissions as (

    {{ submissions_as_of('AH02', replaces='stock') }}

),

final as (

    {{ rows_with_state('AH02', ['plant_code'], [], by_arrival=False) }}

)

select * from final

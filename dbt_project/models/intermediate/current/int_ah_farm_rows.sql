-- rendered from contract AH01 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AH01', replaces='stock') }}

),

staged as (

    {{ rows_to_state(ref('stg_ah__ah_farm'), ['farm_code', 'species'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AH01', ['farm_code', 'species'], [], by_arrival=False) }}

)

select * from final

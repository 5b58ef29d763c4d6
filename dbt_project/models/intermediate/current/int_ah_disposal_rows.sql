-- rendered from contract AH05 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AH05', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_ah__ah_disposal'), ['rec_no'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AH05', ['rec_no'], [], by_arrival=False) }}

)

select * from final

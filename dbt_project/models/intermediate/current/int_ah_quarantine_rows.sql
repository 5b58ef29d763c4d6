-- rendered from contract AH04 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AH04', replaces='period') }}

),

staged as (

    {{ rows_to_state(ref('stg_ah__ah_quarantine'), ['cert_no', 'cert_type'], by_arrival=False) }}

),

final as (

    {{ rows_with_state('AH04', ['cert_no', 'cert_type'], ['issued_at'], by_arrival=False) }}

)

select * from final

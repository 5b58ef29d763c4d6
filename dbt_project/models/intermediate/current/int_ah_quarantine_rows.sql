-- rendered from contract AH04 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ah__ah_quarantine') }}

),

submissions as (

    {{ submissions_as_of('AH04', replaces='period') }}

),

final as (

    {{ rows_with_state('AH04', ['cert_no', 'cert_type'], ['issued_at'], by_arrival=False) }}

)

select * from final

-- rendered from contract AG05 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('AG05', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('AG05') }}

),

staged as (

    {{ rows_to_state(ref('stg_ag__ag_brand'), ['cert_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'AG05', ['cert_no'], [], by_arrival=True,
        staging=ref('stg_ag__ag_brand')
    ) }}

)

select * from final

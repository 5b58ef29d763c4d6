-- rendered from contract MS02 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS02', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS02') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_prod_lic'), ['lic_no', 'version_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS02', ['lic_no', 'version_no'], ['updated_at', 'version_no'], by_arrival=True,
        staging=ref('stg_ms__ms_prod_lic')
    ) }}

)

select * from final

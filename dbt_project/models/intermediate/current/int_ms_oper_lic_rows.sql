-- rendered from contract MS03 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS03', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS03') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_oper_lic'), ['lic_no', 'version_no'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS03', ['lic_no', 'version_no'], ['updated_at', 'version_no'], by_arrival=True,
        staging=ref('stg_ms__ms_oper_lic')
    ) }}

)

select * from final

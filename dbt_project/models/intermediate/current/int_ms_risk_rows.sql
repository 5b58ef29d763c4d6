-- rendered from contract MS07 version 1.0.0, do not edit: run `make render`

with

submissions as (

    {{ submissions_as_of('MS07', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS07') }}

),

staged as (

    {{ rows_to_state(ref('stg_ms__ms_risk'), ['entity_id', 'rate_year', 'seq'], by_arrival=True) }}

),

final as (

    {{ rows_with_state(
        'MS07', ['entity_id', 'rate_year', 'seq'], [], by_arrival=True,
        staging=ref('stg_ms__ms_risk')
    ) }}

)

select * from final

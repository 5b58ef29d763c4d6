-- rendered from contract AH06 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ah__ah_death') }}

),

submissions as (

    {{ submissions_as_of('AH06', replaces='period') }}

),

settled as (

    {{ settled_rows('AH06', ['farm_code', 'species', 'stat_week'], [], by_arrival=False) }}

),

ranked as (

    {{ ranked_rows(['farm_code', 'species', 'stat_week'], [], by_arrival=False) }}

),

states as (

    {{ row_states(by_arrival=False) }}

),

final as (

    select
        staged.*,
        submissions.stream,
        submissions.period,
        submissions.received_at,
        states.row_state
    from staged
    inner join submissions
        on
            staged.county_code = submissions.county_code
            and staged._submission_id = submissions.submission_id
    inner join states
        on
            staged.county_code = states.county_code
            and staged._submission_id = states._submission_id
            and staged._row_no = states._row_no

)

select * from final

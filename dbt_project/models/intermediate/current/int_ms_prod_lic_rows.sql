-- rendered from contract MS02 version 1.0.0, do not edit: run `make render`

with

staged as (

    select * from {{ ref('stg_ms__ms_prod_lic') }}

),

submissions as (

    {{ submissions_as_of('MS02', replaces='nothing') }}

),

vanished as (

    {{ vanished_rows('MS02') }}

),

settled as (

    {{ settled_rows('MS02', ['lic_no', 'version_no'], ['updated_at', 'version_no'], by_arrival=True) }}

),

ranked as (

    {{ ranked_rows(['lic_no', 'version_no'], ['updated_at', 'version_no'], by_arrival=True) }}

),

states as (

    {{ row_states(by_arrival=True) }}

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

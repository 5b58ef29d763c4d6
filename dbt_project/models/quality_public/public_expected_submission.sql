with

expected as (

    select * from {{ ref('expected_submission') }}

),

final as (

    select
        county_code,
        dataset,
        stream,
        submitter,
        period_type,
        period,
        due_at,
        timeliness,
        content,
        cause,
        received_at,
        late_hours
    from expected

)

select * from final

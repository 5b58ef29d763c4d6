with

submissions as (

    select * from {{ ref('submission') }}

),

final as (

    select
        county_code,
        submission_id,
        dataset,
        stream,
        submitter,
        period,
        revision,
        sha256,
        declared_rows,
        received_rows,
        unchanged_rows,
        landed_rows,
        current_rows,
        superseded_rows,
        duplicate_rows,
        total_rows,
        deleted_rows,
        quarantined_rows,
        content,
        received_at,
        state,
        reject_rule
    from submissions

)

select * from final

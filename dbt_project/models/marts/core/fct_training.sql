with

final as (

    select
        county_code,
        session_no,
        title,
        kind,
        topic,
        start_on,
        end_on,
        hours as hours_h,
        expected,
        attendances,
        persons,
        tested,
        passed,
        organizer,
        place,
        evidence as has_evidence
    from {{ ref('int_fs_training_current') }}

)

select * from final

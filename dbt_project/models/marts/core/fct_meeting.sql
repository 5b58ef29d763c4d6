with

final as (

    select
        meetings.county_code,
        meetings.event_no,
        meetings.kind,
        meetings.event_date,
        {{ mask_name('meetings.leader') }} as masked_leader,
        meetings.leader_level,
        meetings.topic,
        meetings.is_special,
        meetings.attendees,
        meetings.site,
        meetings.entity_id,
        meetings.doc_no,
        meetings.tasks,
        meetings.tasks_done,
        meetings.evidence as has_evidence
    from {{ ref('int_fs_meeting_current') }} as meetings

)

select * from final

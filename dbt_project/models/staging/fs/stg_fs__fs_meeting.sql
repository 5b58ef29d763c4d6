-- rendered from contract FS04 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS04', '1.0.0+e95880d9') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_meeting')) }}

),

codes as materialized (

    {{ code_map('FS04') }}

),

cleaned as (

    select
        {{ lineage(
            ['event_no'],
            [
                'event_no',
                'kind',
                'event_date',
                'leader',
                'leader_level',
                'topic',
                'is_special',
                'attendees',
                'site',
                'entity_id',
                'doc_no',
                'tasks',
                'tasks_done',
                'evidence',
                'filled_by'
            ],
            '1.0.0+e95880d9'
        ) }},
        typed.*,
        {{ marks(
            cast=['event_date', 'is_special', 'evidence'],
            measured={'attendees': "'人', '{}'", 'tasks': "'项', '{}'", 'tasks_done': "'项', '{}'"},
            coded=['kind', 'leader_level']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.event_no) as event_no,
            {{ coded('kind') }} as kind,
            norm.date(landed.event_date, landed._near) as event_date,
            norm.text(landed.leader) as leader,
            {{ coded('leader_level') }} as leader_level,
            norm.text(landed.topic) as topic,
            norm.bool(landed.is_special) as is_special,
            norm.whole_quantity(landed.attendees, '人', '{}') as attendees,
            norm.text(landed.site) as site,
            norm.id(landed.entity_id) as entity_id,
            norm.text(landed.doc_no) as doc_no,
            case
                when norm.squeeze(landed.tasks) = '无' then 0
                else norm.whole_quantity(landed.tasks, '项', '{}')
            end as tasks,
            case
                when norm.squeeze(landed.tasks_done) = '无' then 0
                else norm.whole_quantity(landed.tasks_done, '项', '{}')
            end as tasks_done,
            norm.bool(landed.evidence) as evidence,
            norm.text(landed.filled_by) as filled_by
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

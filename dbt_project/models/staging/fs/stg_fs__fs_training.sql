-- rendered from contract FS07 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS07', '1.0.0+6cc767a9') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_training')) }}

),

codes as materialized (

    {{ code_map('FS07') }}

),

cleaned as (

    select
        {{ lineage(
            ['session_no'],
            [
                'session_no',
                'title',
                'kind',
                'topic',
                'start_on',
                'end_on',
                'hours',
                'expected',
                'attendances',
                'persons',
                'tested',
                'passed',
                'organizer',
                'place',
                'evidence'
            ],
            '1.0.0+6cc767a9'
        ) }},
        typed.*,
        {{ marks(
            cast=['start_on', 'end_on', 'evidence'],
            measured={
                'hours': "'学时', '{}'",
                'expected': "'人', '{}'",
                'attendances': "'人次', '{}'",
                'persons': "'人', '{}'",
                'tested': "'人', '{}'",
                'passed': "'人', '{}'"
            },
            coded=['kind', 'topic']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.session_no) as session_no,
            norm.text(landed.title) as title,
            {{ coded('kind') }} as kind,
            {{ coded('topic') }} as topic,
            norm.date(landed.start_on, landed._near) as start_on,
            norm.date(landed.end_on, landed._near) as end_on,
            norm.sized_quantity(landed.hours, '学时', '{}', 6, 1) as hours,
            norm.whole_quantity(landed.expected, '人', '{}') as expected,
            norm.whole_quantity(landed.attendances, '人次', '{}') as attendances,
            norm.whole_quantity(landed.persons, '人', '{}') as persons,
            norm.whole_quantity(landed.tested, '人', '{}') as tested,
            norm.whole_quantity(landed.passed, '人', '{}') as passed,
            norm.text(landed.organizer) as organizer,
            norm.text(landed.place) as place,
            norm.bool(landed.evidence) as evidence
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract FS08 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS08', '1.0.0+d8714d17') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_publicity')) }}

),

codes as materialized (

    {{ code_map('FS08') }}

),

cleaned as (

    select
        {{ lineage(
            ['act_no'],
            [
                'act_no',
                'title',
                'kind',
                'act_date',
                'organizer',
                'fixed_points',
                'firms',
                'copies',
                'audience',
                'teams',
                'platform',
                'views',
                'quick_n',
                'quick_fail',
                'follow_up',
                'evidence'
            ],
            '1.0.0+d8714d17'
        ) }},
        typed.*,
        {{ marks(
            cast=['act_date', 'evidence'],
            measured={
                'fixed_points': "'个', '{}'",
                'firms': "'家', '{}'",
                'copies': "'份', '{}'",
                'audience': "'人次', '{}'",
                'teams': "'支', '{}'",
                'views': "'次', '{}'",
                'quick_n': "'批次', '{}'",
                'quick_fail': "'批次', '{}'"
            },
            coded=['kind', 'platform']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.act_no) as act_no,
            norm.text(landed.title) as title,
            {{ coded('kind') }} as kind,
            norm.date(landed.act_date, landed._near) as act_date,
            norm.text(landed.organizer) as organizer,
            norm.whole_quantity(landed.fixed_points, '个', '{}') as fixed_points,
            norm.whole_quantity(landed.firms, '家', '{}') as firms,
            norm.whole_quantity(landed.copies, '份', '{}') as copies,
            norm.whole_quantity(landed.audience, '人次', '{}') as audience,
            norm.whole_quantity(landed.teams, '支', '{}') as teams,
            {{ coded('platform') }} as platform,
            norm.whole_quantity(landed.views, '次', '{}') as views,
            norm.whole_quantity(landed.quick_n, '批次', '{}') as quick_n,
            norm.whole_quantity(landed.quick_fail, '批次', '{}') as quick_fail,
            norm.text(landed.follow_up) as follow_up,
            norm.bool(landed.evidence) as evidence
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

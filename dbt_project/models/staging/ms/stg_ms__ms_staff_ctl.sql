-- rendered from contract MS12 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS12', '1.0.0+dae3f741') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_staff_ctl')) }}

),

cleaned as (

    select
        {{ lineage(
            ['entity_id', 'stat_month'],
            [
                'entity_id',
                'stat_month',
                'need_director',
                'has_director',
                'director',
                'need_officers',
                'officers',
                'open_days',
                'daily_n',
                'weekly_n',
                'monthly_n',
                'self_found',
                'self_fixed',
                'tested',
                'passed',
                'self_last'
            ],
            '1.0.0+dae3f741'
        ) }},
        typed.*,
        {{ marks(
            cast=['stat_month', 'need_director', 'has_director', 'self_last'],
            measured={
                'need_officers': "'人', '{}'",
                'officers': "'人', '{}'",
                'open_days': "'天', '{}'",
                'daily_n': "'份', '{}'",
                'weekly_n': "'次', '{}'",
                'monthly_n': "'次', '{}'",
                'self_found': "'个', '{}'",
                'self_fixed': "'个', '{}'",
                'tested': "'人', '{}'",
                'passed': "'人', '{}'"
            }
        ) }}
    from landed
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.entity_id) as entity_id,
            norm.stat_month(landed.stat_month, landed._near) as stat_month,
            norm.bool(landed.need_director) as need_director,
            norm.bool(landed.has_director) as has_director,
            norm.text(landed.director) as director,
            norm.whole_quantity(landed.need_officers, '人', '{}') as need_officers,
            norm.whole_quantity(landed.officers, '人', '{}') as officers,
            norm.whole_quantity(landed.open_days, '天', '{}') as open_days,
            norm.whole_quantity(landed.daily_n, '份', '{}') as daily_n,
            norm.whole_quantity(landed.weekly_n, '次', '{}') as weekly_n,
            norm.whole_quantity(landed.monthly_n, '次', '{}') as monthly_n,
            norm.whole_quantity(landed.self_found, '个', '{}') as self_found,
            norm.whole_quantity(landed.self_fixed, '个', '{}') as self_fixed,
            norm.whole_quantity(landed.tested, '人', '{}') as tested,
            norm.whole_quantity(landed.passed, '人', '{}') as passed,
            norm.date(landed.self_last, landed._near) as self_last
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

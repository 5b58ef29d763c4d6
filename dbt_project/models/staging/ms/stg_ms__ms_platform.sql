-- rendered from contract MS11 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS11', '1.0.0+c07f7e85') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_platform')) }}

),

codes as materialized (

    {{ code_map('MS11') }}

),

cleaned as (

    select
        {{ lineage(
            ['entity_id', 'module'],
            [
                'entity_id',
                'module',
                'should_join',
                'exempt',
                'joined',
                'joined_on',
                'lic_no',
                'cameras',
                'cameras_online',
                'online_hours',
                'records_uploaded',
                'ai_alerts',
                'alerts_handled',
                'last_active_at',
                'active',
                'vendor',
                'mso_code'
            ],
            '1.0.0+c07f7e85'
        ) }},
        typed.*,
        {{ marks(
            cast=['should_join', 'exempt', 'joined', 'joined_on', 'last_active_at', 'active'],
            measured={
                'cameras': "'个', '{}'",
                'cameras_online': "'个', '{}'",
                'online_hours': "'小时', '{}'",
                'records_uploaded': "'条', '{}'",
                'ai_alerts': "'个', '{}'",
                'alerts_handled': "'个', '{}'"
            },
            coded=['module']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.entity_id) as entity_id,
            {{ coded('module') }} as module,
            norm.bool(landed.should_join) as should_join,
            norm.bool(landed.exempt) as exempt,
            norm.bool(landed.joined) as joined,
            norm.date(landed.joined_on, landed._near) as joined_on,
            norm.code(landed.lic_no) as lic_no,
            norm.whole_quantity(landed.cameras, '个', '{}') as cameras,
            norm.whole_quantity(landed.cameras_online, '个', '{}') as cameras_online,
            norm.quantity(landed.online_hours, '小时', '{}') as online_hours,
            norm.whole_quantity(landed.records_uploaded, '条', '{}') as records_uploaded,
            norm.whole_quantity(landed.ai_alerts, '个', '{}') as ai_alerts,
            norm.whole_quantity(landed.alerts_handled, '个', '{}') as alerts_handled,
            norm.ts(landed.last_active_at, landed._near) as last_active_at,
            norm.bool(landed.active) as active,
            norm.text(landed.vendor) as vendor,
            norm.id(landed.mso_code) as mso_code
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

with

access as (

    select * from {{ followed(ref('int_ms_platform_current')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

final as (

    select
        access.county_code,
        access.entity_id,
        access.module,
        coalesce(entities.region_code, '未知') as region_code,
        access.mso_code,
        coalesce(access.should_join, false) as should_join,
        coalesce(access.exempt, false) as exempt,
        coalesce(access.joined, false) as joined,
        coalesce(access.active, false) as active,
        coalesce(access.should_join and not coalesce(access.exempt, false), false) as is_obliged,
        access.joined_on,
        access.lic_no,
        access.cameras,
        access.cameras_online,
        access.online_hours,
        access.records_uploaded,
        access.ai_alerts,
        access.alerts_handled,
        access.last_active_at,
        access.period
    from access
    left join entities
        on
            access.county_code = entities.county_code
            and access.entity_id = entities.entity_id

)

select * from final

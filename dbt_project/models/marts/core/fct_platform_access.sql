with

access as (

    select * from {{ followed(ref('int_platform_located')) }}

),

final as (

    select
        county_code,
        entity_id,
        module,
        region_code,
        mso_code,
        period as week,
        should_join,
        exempt,
        joined,
        active,
        joined_on,
        lic_no,
        cameras,
        cameras_online,
        online_hours,
        records_uploaded,
        ai_alerts,
        alerts_handled,
        last_active_at
    from access

)

select * from final

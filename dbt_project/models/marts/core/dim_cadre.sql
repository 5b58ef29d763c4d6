with

final as (

    select
        county_code,
        cadre_id,
        masked_name,
        unit,
        level,
        region_code,
        has_account,
        pledge_on,
        has_duty_list,
        has_task_list,
        has_check_list,
        trained_on,
        from_on,
        to_on,
        status,
        is_live
    from {{ ref('int_cadres_located') }}

)

select * from final

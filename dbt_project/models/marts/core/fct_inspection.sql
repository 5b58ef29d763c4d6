with

inspections as (

    select * from {{ followed(ref('int_inspections_located')) }}

),

final as (

    select
        county_code,
        insp_no,
        entity_id,
        region_code,
        mso_code,
        insp_type,
        campaign,
        is_price_check,
        insp_date,
        points_checked,
        points_failed,
        result,
        failed_items,
        action,
        rectify_due,
        recheck_on,
        recheck_result,
        producer_id
    from inspections

)

select * from final

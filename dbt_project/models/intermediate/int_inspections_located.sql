with

inspections as (

    select * from {{ followed(ref('int_ms_inspection_current')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

final as (

    select
        inspections.county_code,
        inspections.insp_no,
        inspections.entity_id,
        coalesce(entities.region_code, '未知') as region_code,
        inspections.mso_code,
        inspections.insp_type,
        inspections.campaign,
        -- The name of a campaign is free text: 价格, 价格专项行动, 节日价格检查.
        coalesce(strpos(inspections.campaign, '价格') > 0, false) as is_price_check,
        inspections.insp_date,
        {{ week_of('inspections.insp_date') }} as insp_week,
        inspections.points_checked,
        inspections.points_failed,
        inspections.result,
        inspections.failed_items,
        inspections.action,
        inspections.rectify_due,
        inspections.recheck_on,
        inspections.recheck_result,
        inspections.producer_id
    from inspections
    left join entities
        on
            inspections.county_code = entities.county_code
            and inspections.entity_id = entities.entity_id

)

select * from final

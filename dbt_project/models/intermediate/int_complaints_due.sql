with

sheets as (

    select * from {{ followed(ref('int_ms_complaint_current')) }}

),

limits as (

    select * from {{ ref('complaint_limit') }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

final as (

    select
        sheets.county_code,
        sheets.sheet_no,
        sheets.kind,
        sheets.channel,
        sheets.issue_cat,
        sheets.goods_cat,
        sheets.entity_id,
        coalesce(entities.region_code, '未知') as region_code,
        sheets.mso_code,
        sheets.registered_at,
        sheets.accepted_on,
        -- The limit runs from acceptance; a sheet that nobody accepted yet counts from its registration.
        case
            when limits.workdays is not null
                then norm.add_workdays(coalesce(sheets.accepted_on, sheets.registered_at::date), limits.workdays)
        end as due_on,
        sheets.closed_on,
        sheets.outcome,
        sheets.filed,
        sheets.amount,
        sheets.satisf
    from sheets
    left join limits on sheets.kind = limits.kind
    left join entities
        on
            sheets.county_code = entities.county_code
            and sheets.entity_id = entities.entity_id

)

select * from final

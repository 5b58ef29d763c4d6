with

sheets as (

    select * from {{ followed(ref('int_complaints_due')) }}

),

final as (

    select
        county_code,
        sheet_no,
        kind,
        channel,
        issue_cat,
        goods_cat,
        entity_id,
        region_code,
        mso_code,
        registered_at,
        accepted_on,
        due_on,
        closed_on,
        outcome,
        filed as is_filed,
        amount as amount_cny,
        satisf
    from sheets

)

select * from final

with

final as (

    select
        county_code,
        town_code,
        stat_quarter,
        region_code,
        has_sign,
        staff,
        office_m2,
        is_accepted,
        accepted_on,
        star,
        mso_code,
        is_improved,
        improved_on,
        improve_wan,
        added_staff,
        transfer_batch,
        is_weak,
        villages,
        villages_covered,
        assistants,
        allowance_cny,
        kits
    from {{ ref('int_capacity_located') }}

)

select * from final

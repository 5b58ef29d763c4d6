with

final as (

    select
        county_code,
        farm_code,
        species,
        farm_name,
        uscc,
        region_code,
        scale,
        capacity,
        stock,
        sold_ytd,
        ahc_no,
        ahc_on,
        env_no,
        insured,
        status,
        is_live
    from {{ ref('int_farms_located') }}

)

select * from final

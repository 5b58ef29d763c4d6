with

farms as (

    select * from {{ ref('int_ah_farm_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        farms.county_code,
        farms.farm_code,
        farms.species,
        farms.name as farm_name,
        farms.uscc,
        coalesce(townships.region_code, '未知') as region_code,
        farms.scale,
        farms.capacity,
        farms.stock,
        farms.sold_ytd,
        farms.ahc_no,
        farms.ahc_on,
        farms.env_no,
        farms.insured,
        farms.status,
        coalesce(farms.status = '正常', false) as is_live
    from farms
    left join townships
        on
            farms.county_code = townships.county_code
            and left(farms.region_code, 9) = townships.township_code

)

select * from final

with

plants as (

    select * from {{ ref('int_ah_slaughterhouse_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        plants.county_code,
        plants.plant_code,
        plants.name as plant_name,
        plants.uscc,
        plants.species,
        plants.plant_type,
        plants.permit_no,
        plants.ahc_no,
        plants.capacity,
        plants.vets,
        plants.inspectors as inspectors_n,
        plants.disposal_mode,
        plants.disposal_plant,
        coalesce(townships.region_code, '未知') as region_code,
        plants.issued_on,
        plants.status,
        plants.status_on,
        coalesce(plants.status = '正常', false) as is_live
    from plants
    left join townships
        on
            plants.county_code = townships.county_code
            and left(plants.region_code, 9) = townships.region_code

)

select * from final

with

final as (

    select
        county_code,
        plant_code,
        plant_name,
        uscc,
        species,
        plant_type,
        permit_no,
        ahc_no,
        capacity,
        vets,
        inspectors_n,
        disposal_mode,
        disposal_plant,
        region_code,
        issued_on,
        status,
        status_on,
        is_live
    from {{ ref('int_slaughterhouses_located') }}

)

select * from final

with

final as (

    select
        county_code,
        visit_no,
        binding_id,
        cadre_id,
        entity_id,
        region_code,
        bb_grade,
        visit_date,
        mode,
        is_first,
        problems,
        fixed_n,
        handed_to,
        handed_on,
        due_on,
        fixed_on,
        photos,
        quarter,
        created_at
    from {{ ref('int_visits_located') }}

)

select * from final

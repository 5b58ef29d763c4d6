with

visits as (

    select * from {{ ref('int_fs_visit_current') }}

),

bindings as (

    select * from {{ ref('int_bindings_located') }}

),

final as (

    select
        visits.county_code,
        visits.visit_no,
        visits.binding_id,
        visits.cadre_id,
        visits.entity_id,
        coalesce(bindings.region_code, '未知') as region_code,
        bindings.bb_grade,
        visits.visit_date,
        visits.mode,
        visits.first as is_first,
        visits.problems,
        visits.fixed_n,
        visits.handed_to,
        visits.handed_on,
        visits.due_on,
        visits.fixed_on,
        visits.photos,
        visits.quarter,
        visits.created_at
    from visits
    left join bindings
        on
            visits.county_code = bindings.county_code
            and visits.binding_id = bindings.binding_id

)

select * from final

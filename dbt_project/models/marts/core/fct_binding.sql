with

bindings as (

    select * from {{ followed(ref('int_bindings_located')) }}

),

final as (

    select
        county_code,
        binding_id,
        entity_id,
        cadre_id,
        region_code,
        bb_grade,
        graded_on,
        level,
        board_shown,
        from_on,
        to_on,
        reason,
        is_live
    from bindings

)

select * from final

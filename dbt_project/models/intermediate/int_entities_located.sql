with

entities as (

    select * from {{ followed(ref('int_ms_entity_current')) }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        entities.county_code,
        entities.entity_id,
        entities.entity_name,
        norm.name(entities.entity_name) as match_name,
        entities.uscc,
        coalesce(norm.uscc_is_valid(entities.uscc), false) as has_valid_uscc,
        entities.entity_type,
        entities.biz_form,
        coalesce(townships.region_code, '未知') as region_code,
        coalesce({{ is_live_entity('entities') }}, false) as is_live
    from entities
    left join townships
        on
            entities.county_code = townships.county_code
            and left(entities.region_code, 9) = townships.township_code

)

select * from final

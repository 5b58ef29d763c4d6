with

bindings as (

    select * from {{ followed(ref('int_fs_binding_current')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

-- What the office wrote; an entity that several bindings place differently still stands in one township only.
own_places as (

    select
        bindings.county_code,
        coalesce(bindings.entity_id, bindings.binding_id) as place_key,
        min(townships.region_code) as region_code
    from bindings
    inner join townships
        on
            bindings.county_code = townships.county_code
            and left(bindings.region_code, 9) = townships.township_code
    group by bindings.county_code, coalesce(bindings.entity_id, bindings.binding_id)

),

final as (

    select
        bindings.county_code,
        bindings.binding_id,
        bindings.entity_id,
        bindings.cadre_id,
        bindings.bb_grade,
        bindings.graded_on,
        bindings.level,
        bindings.board_shown,
        bindings.from_on,
        bindings.to_on,
        bindings.reason,
        -- Market supervision is the golden source of where an entity stands; the office's own code only fills in.
        coalesce(entities.region_code, own_places.region_code, '未知') as region_code,
        coalesce({{ is_live_binding('bindings', 'clock.report_day') }}, false) as is_live
    from bindings
    cross join clock
    left join entities
        on
            bindings.county_code = entities.county_code
            and bindings.entity_id = entities.entity_id
    left join own_places
        on
            bindings.county_code = own_places.county_code
            and coalesce(bindings.entity_id, bindings.binding_id) = own_places.place_key

)

select * from final

with

bindings as (

    select * from {{ ref('int_fs_binding_current') }}

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
        coalesce(entities.region_code, townships.region_code, '未知') as region_code,
        coalesce({{ is_live_binding('bindings', 'clock.report_day') }}, false) as is_live
    from bindings
    cross join clock
    left join entities
        on
            bindings.county_code = entities.county_code
            and bindings.entity_id = entities.entity_id
    left join townships
        on
            bindings.county_code = townships.county_code
            and left(bindings.region_code, 9) = townships.region_code

)

select * from final

with

bindings as (

    select * from {{ ref('int_bindings_located') }}
    where is_live and bb_grade is not null

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        bindings.county_code,
        'R07' as indicator_code,
        area.area_code as region_code,
        'bb_grade' as breakdown_type,
        bindings.bb_grade as breakdown_code,
        'week' as period_type,
        clock.week as period,
        count(distinct bindings.entity_id)::numeric as numerator,
        null::numeric as denominator
    from bindings
    cross join clock
    {{ in_both_areas('bindings') }}
    group by bindings.county_code, area.area_code, bindings.bb_grade, clock.week

)

select * from final

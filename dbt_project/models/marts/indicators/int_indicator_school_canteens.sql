with

canteens as (

    select * from {{ ref('int_entities_located') }}
    where is_live and biz_form = 'school_canteen'

),

kitchens as (

    select * from {{ ref('int_platform_located') }}
    where module = '明厨亮灶' and joined

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        canteens.county_code,
        'P06' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'week' as period_type,
        clock.week as period,
        count(kitchens.entity_id)::numeric as numerator,
        count(*)::numeric as denominator
    from canteens
    cross join clock
    left join kitchens
        on
            canteens.county_code = kitchens.county_code
            and canteens.entity_id = kitchens.entity_id
    {{ in_both_areas('canteens') }}
    group by canteens.county_code, area.area_code, clock.week

)

select * from final

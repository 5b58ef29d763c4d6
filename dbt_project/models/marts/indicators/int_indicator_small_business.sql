with

registrations as (

    select * from {{ ref('int_licences_located') }}
    where dataset = 'MS04' and is_live

),

small_forms as (

    select * from {{ ref('small_kind_biz_form') }}

),

entities as (

    select * from {{ ref('int_entities_located') }}
    where is_live and biz_form in (select small_forms.biz_form from small_forms)

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

registered as (

    select
        registrations.county_code,
        area.area_code,
        count(*) as registrations
    from registrations
    {{ in_both_areas('registrations') }}
    group by registrations.county_code, area.area_code

),

obliged as (

    select
        entities.county_code,
        area.area_code,
        count(*) as entities
    from entities
    {{ in_both_areas('entities') }}
    group by entities.county_code, area.area_code

),

final as (

    select
        county_code,
        'E13' as indicator_code,
        area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'month' as period_type,
        clock.month as period,
        coalesce(registered.registrations, 0)::numeric as numerator,
        coalesce(obliged.entities, 0)::numeric as denominator
    from registered
    full join obliged using (county_code, area_code)
    cross join clock

)

select * from final

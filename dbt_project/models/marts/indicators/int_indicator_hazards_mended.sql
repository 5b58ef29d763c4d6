with

hazards as (

    select * from {{ followed(ref('int_hazards_located'), {'period': 'due_week'}) }}

),

weeks as (

    select * from {{ followed(ref('int_report_periods')) }}
    where period_type = 'week'

),

final as (

    select
        hazards.county_code,
        'Q10' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        weeks.period_type,
        weeks.period,
        (count(*) filter (where hazards.fixed_on <= hazards.due_on))::numeric as numerator,
        count(*)::numeric as denominator
    from hazards
    inner join weeks
        on
            hazards.county_code = weeks.county_code
            and hazards.due_on between weeks.starts_on and weeks.counted_to
    {{ in_both_areas('hazards') }}
    group by hazards.county_code, area.area_code, weeks.period_type, weeks.period

)

select * from final

with

inspections as (

    select * from {{ followed(ref('int_inspections_located'), {'period': 'insp_week'}) }}

),

weeks as (

    select * from {{ followed(ref('int_report_periods')) }}
    where period_type = 'week'

),

final as (

    select
        inspections.county_code,
        'E01' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        weeks.period_type,
        weeks.period,
        count(*)::numeric as numerator,
        null::numeric as denominator
    from inspections
    inner join weeks
        on
            inspections.county_code = weeks.county_code
            and inspections.insp_date between weeks.starts_on and weeks.counted_to
    {{ in_both_areas('inspections') }}
    group by inspections.county_code, area.area_code, weeks.period_type, weeks.period

)

select * from final

-- X03: slaughter on or after the day from which the plant was closed or disqualified.
select
    'X03' as condition,
    slaughter.county_code,
    'AH03' as dataset,
    slaughter.period,
    plant.region_code,
    {{ key('ah_slaughter_day', 'slaughter') }} as business_key,
    'plant_code' as field,
    '屠宰日期 ' || slaughter.stat_date as observed,
    '早于 ' || plant.status_on as expected,
    'AH02' as counterpart_dataset,
    plant.plant_code as counterpart_key,
    plant.status || '（' || plant.status_on || ' 起）' as counterpart_value
from {{ current('ah_slaughter_day') }} as slaughter
inner join {{ landed('ah_slaughterhouse') }} as plant
    on slaughter.county_code = plant.county_code and slaughter.plant_code = plant.plant_code
where
    plant.row_state = 'current'
    and plant.status <> '正常'
    and plant.status_on <= slaughter.stat_date

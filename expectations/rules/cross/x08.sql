-- X08: dead, rejected and condemned heads as the plant declares them, against the disposal records of slaughter.
{% from 'shared/plant_weeks.sql' import plant_weeks with context %}
with declared as (
    {{ plant_weeks('AH05', 'sum(slaughter.dead_waiting + slaughter.ante_reject + slaughter.post_reject_eq) as heads') }}
),

treated as (
    select county_code, source_code as plant_code, species, {{ week_of('collected_on') }} as week, sum(qty_heads) as heads
    from {{ current('ah_disposal') }} as disposal
    where link = '屠宰'
    group by county_code, source_code, species, week
)

select
    'X08' as condition,
    declared.county_code,
    'AH03' as dataset,
    declared.week as period,
    null as region_code,
    concat_ws('|', declared.plant_code, declared.species, declared.week) as business_key,
    'disposed_eq' as field,
    trim_scale(declared.heads) || ' 头' as observed,
    '相差不超过 {{ param('heads') }} 头或 5%' as expected,
    'AH05' as counterpart_dataset,
    declared.plant_code as counterpart_key,
    trim_scale(coalesce(treated.heads, 0)) || ' 头' as counterpart_value
from declared
left join treated using (county_code, plant_code, species, week)
where
    abs(declared.heads - coalesce(treated.heads, 0))
    > greatest({{ param('heads') }}, {{ param('share') }} * coalesce(treated.heads, 0))

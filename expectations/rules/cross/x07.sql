-- X07: weight of quarantined products as the plant declares it, against the product certificates.
{% from 'shared/plant_weeks.sql' import plant_weeks with context %}
with declared as (
    {{ plant_weeks('AH04', 'sum(slaughter.prod_kg) as kg') }}
),

issued as (
    select county_code, origin_code as plant_code, species, {{ week_of('issued_at') }} as week, sum(qty) as kg
    from {{ current('ah_quarantine') }} as cert
    where cert_type in ('产品A', '产品B') and unit = '公斤' and not voided
    group by county_code, origin_code, species, week
)

select
    'X07' as condition,
    declared.county_code,
    'AH03' as dataset,
    declared.week as period,
    null as region_code,
    concat_ws('|', declared.plant_code, declared.species, declared.week) as business_key,
    'prod_kg' as field,
    trim_scale(declared.kg) || ' 公斤' as observed,
    '相差不超过 3%' as expected,
    'AH04' as counterpart_dataset,
    declared.plant_code as counterpart_key,
    trim_scale(coalesce(issued.kg, 0)) || ' 公斤' as counterpart_value
from declared
left join issued using (county_code, plant_code, species, week)
where abs(declared.kg - coalesce(issued.kg, 0)) > {{ param('share') }} * coalesce(issued.kg, 0)

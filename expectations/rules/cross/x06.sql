-- X06: product certificates as the plant declares them, against those issued from the plant and not voided.
{% from 'shared/plant_weeks.sql' import plant_weeks with context %}
with declared as (
    {{ plant_weeks('AH04', 'sum(slaughter.prod_certs) as certs') }}
),

issued as (
    select county_code, origin_code as plant_code, species, {{ week_of('issued_at') }} as week, count(*) as certs
    from {{ current('ah_quarantine') }} as cert
    where cert_type in ('产品A', '产品B') and not voided
    group by county_code, origin_code, species, week
)

select
    'X06' as condition,
    declared.county_code,
    'AH03' as dataset,
    declared.week as period,
    null as region_code,
    concat_ws('|', declared.plant_code, declared.species, declared.week) as business_key,
    'prod_certs' as field,
    declared.certs::text as observed,
    '与出证记录相等' as expected,
    'AH04' as counterpart_dataset,
    declared.plant_code as counterpart_key,
    coalesce(issued.certs, 0)::text as counterpart_value
from declared
left join issued using (county_code, plant_code, species, week)
where declared.certs <> coalesce(issued.certs, 0)

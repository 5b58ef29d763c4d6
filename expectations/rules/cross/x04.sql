-- X04: heads on the incoming certificates as the plant declares them, against the certificates themselves.
{% from 'shared/plant_weeks.sql' import plant_weeks with context %}
with declared as (
    {{ plant_weeks('AH04', 'sum(slaughter.in_cert_heads) as heads') }}
),

certified as (
    select county_code, dest_code as plant_code, species, {{ week_of('issued_at') }} as week, sum(qty) as heads
    from {{ current('ah_quarantine') }} as cert
    where cert_type in ('动物A', '动物B') and unit in ('头', '只', '羽') and not voided
    group by county_code, dest_code, species, week
)

select
    'X04' as condition,
    declared.county_code,
    'AH03' as dataset,
    declared.week as period,
    null as region_code,
    concat_ws('|', declared.plant_code, declared.species, declared.week) as business_key,
    'in_cert_heads' as field,
    trim_scale(declared.heads)::text as observed,
    '相差不超过 {{ param('heads') }} 头或 2%' as expected,
    'AH04' as counterpart_dataset,
    declared.plant_code as counterpart_key,
    trim_scale(coalesce(certified.heads, 0))::text as counterpart_value
from declared
left join certified using (county_code, plant_code, species, week)
where
    abs(declared.heads - coalesce(certified.heads, 0))
    > greatest({{ param('heads') }}, {{ param('share') }} * coalesce(certified.heads, 0))

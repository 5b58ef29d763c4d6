-- D13: one licence number has several live versions; a version entered twice counts too.
{% for table, dataset, region in (
    ("ms_prod_lic", "MS02", "null"), ("ms_oper_lic", "MS03", "min(licence.region_code)")
) %}
{% if not loop.first %}
union all
{% endif %}
select
    'D13' as condition,
    licence.county_code,
    '{{ dataset }}' as dataset,
    '' as period,
    {{ region }} as region_code,
    licence.lic_no as business_key,
    'version_no' as field,
    '有效版本 ' || string_agg(distinct licence.version_no::text, '、') as observed,
    '只有一个有效版本' as expected
from {{ landed(table) }} as licence
where
    licence.row_state in ('current', 'duplicate')
    and licence.status = '有效'
    and (licence.valid_to is null or licence.valid_to >= {{ d }})
group by licence.county_code, licence.lic_no
having count(distinct licence._row_hash) > 1
{% endfor %}

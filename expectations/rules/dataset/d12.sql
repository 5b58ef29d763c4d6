-- D12: the licence says 有效 although it has expired.
{% for table, dataset, region in (('ms_prod_lic', 'MS02', 'null'), ('ms_oper_lic', 'MS03', 'licence.region_code')) %}
{% if not loop.first %}
union all
{% endif %}
select
    'D12' as condition,
    licence.county_code,
    '{{ dataset }}' as dataset,
    '' as period,
    {{ region }} as region_code,
    {{ key(table, 'licence') }} as business_key,
    'status' as field,
    licence.status as observed,
    '有效期至 ' || licence.valid_to || '，应为过期' as expected
from {{ current(table) }} as licence
where licence.status = '有效' and licence.valid_to < {{ d }}
{% endfor %}

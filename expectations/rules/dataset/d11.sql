-- D11.1: valid_to before issued_on. D11.2: valid for more than five years and one day; 9999-12-31 means 长期.
{% for table, dataset in (("ms_prod_lic", "MS02"), ("ms_oper_lic", "MS03")) %}
{% if not loop.first %}
union all
{% endif %}
select
    case when licence.valid_to < licence.issued_on then 'D11.1' else 'D11.2' end as condition,
    licence.county_code,
    '{{ dataset }}' as dataset,
    licence._submission_id as submission_id,
    licence._row_no as row_no,
    licence._business_key as business_key,
    'valid_to' as field,
    licence.valid_to::text as observed,
    '发证日期 ' || licence.issued_on || ' 起五年内' as expected
from {{ new(table) }} as licence
where
    licence.valid_to < licence.issued_on
    or (
        licence.valid_to > (licence.issued_on + interval '{{ param('years') }} years')::date + 1
        and licence.valid_to <> date '9999-12-31'
    )
{% endfor %}

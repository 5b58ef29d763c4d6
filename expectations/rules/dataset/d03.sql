-- D03: a unified social credit code fails GB 32100-2015. Old 15-digit registration numbers are no fault of this kind.
{% for contract in contracts %}
{% set dataset_is_last = loop.last %}
{% for field in contract.fields_with('uscc') %}
select
    'D03' as condition,
    typed.county_code,
    '{{ contract.dataset }}' as dataset,
    typed._submission_id as submission_id,
    typed._row_no as row_no,
    typed._business_key as business_key,
    '{{ field.name }}' as field,
    typed.{{ field.name }} as observed,
    '18 位有效的统一社会信用代码' as expected
from {{ new(contract.table) }} as typed
where
    typed.{{ field.name }} is not null
    and not norm.uscc_is_valid(typed.{{ field.name }})
    and not norm.is_legacy_registration(typed.{{ field.name }})
{% if not (loop.last and dataset_is_last) %}
union all
{% endif %}
{% endfor %}
{% endfor %}

-- K02: a required field has no value. A value that is there and cannot be used is K01, K03, K05 or K07 alone.
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
select
    'K02' as condition,
    typed.county_code,
    '{{ contract.dataset }}' as dataset,
    typed._submission_id as submission_id,
    typed._row_no as row_no,
    typed._business_key as business_key,
    needed.field,
    null as observed,
    needed.label || '为必填项' as expected
from {{ new(contract.table) }} as typed
cross join lateral (
    values
    {% for field in required(contract) %}
    ({{ literal(field.name) }}, {{ literal(field.label) }}, typed.{{ field.name }} is null){{ ',' if not loop.last }}
    {% endfor %}
) as needed (field, label, is_missing)
where
    needed.is_missing
    and needed.field <> all(coalesce(typed._k01 || typed._k03 || typed._k05 || typed._k07, array[]::text[]))
{% endfor %}

-- K08: the number lies outside the range that the contract declares.
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
select
    'K08' as condition,
    typed.county_code,
    '{{ contract.dataset }}' as dataset,
    typed._submission_id as submission_id,
    typed._row_no as row_no,
    typed._business_key as business_key,
    bounded.field,
    bounded.value::text as observed,
    bounded.expected
from {{ new(contract.table) }} as typed
cross join lateral (
    values
    {% for field in bounded(contract) %}
    (
        '{{ field.name }}', typed.{{ field.name }}::numeric,
        {{ 'null::numeric' if field.minimum is none else field.minimum }}, {{ 'null::numeric' if field.maximum is none else field.maximum }},
        {{ literal((('不小于 %g ' % field.minimum if field.minimum is not none else '') ~ ('不大于 %g' % field.maximum if field.maximum is not none else '')) | trim) }}
    ){{ ',' if not loop.last }}
    {% endfor %}
) as bounded (field, value, minimum, maximum, expected)
where bounded.value < bounded.minimum or bounded.value > bounded.maximum
{% endfor %}

-- K03: the value is outside its code list. Whether a near value exists is looked up in quality.nearest_code.
{% from 'shared/nearest.sql' import nearest with context %}
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{% set own_list %}
case marked.field
{%- for field in contract.fields if field.codes %} when '{{ field.name }}' then {{ literal(field.codes | map(attribute='code') | join('、') | truncate(200, True, '…')) }}{% endfor %} end
{%- endset %}
{{ nearest('K03', '_k03', contract.table, contract.dataset, own_list) }}
{% endfor %}

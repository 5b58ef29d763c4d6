-- K01: the value cannot be cast to the contract's type.
{% from 'shared/marked.sql' import marked with context %}
{% set words = {'date': '日期', 'timestamp': '时间', 'integer': '整数', 'number': '数字', 'boolean': '是或否'} %}
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{% set expected %}
case marked.field{% for field in contract.fields %} when '{{ field.name }}' then '{{ words.get(field.logical_type, '文本') }}'{% endfor %} end
{%- endset %}
{{ marked("'K01'", '_k01', contract.table, contract.dataset, expected) }}
{% endfor %}

-- K06: the number carries a rounding word (约, 余, 多, +).
{% from 'shared/marked.sql' import marked with context %}
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{{ marked("'K06'", '_k06', contract.table, contract.dataset, "'准确数字'") }}
{% endfor %}

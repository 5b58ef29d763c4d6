-- K07: a place name matches no region, or several.
{% from 'shared/marked.sql' import marked with context %}
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{{ marked("'K07'", '_k07', contract.table, contract.dataset, "'行政区划代码或乡镇全称'") }}
{% endfor %}

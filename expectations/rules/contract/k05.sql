-- K05: the unit written with the number is not in the table of units.
{% from 'shared/nearest.sql' import nearest with context %}
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{{ nearest('K05', '_k05', contract.table, contract.dataset, "'计量单位表内的单位'") }}
{% endfor %}

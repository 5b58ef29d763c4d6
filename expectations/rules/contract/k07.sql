-- K07: a place name matches no region, or several. The candidates are told, never chosen.
{% from 'shared/marked.sql' import marked with context %}
{% from 'shared/place_candidates.sql' import place_candidates with context %}
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{{ marked("'K07'", '_k07', contract.table, contract.dataset,
    "coalesce('可能是：' || " ~ place_candidates('typed.county_code', 'to_jsonb(came) ->> marked.field') ~
    " || '；请填行政区划代码或乡镇全称', '行政区划代码或乡镇全称')") }}
{% endfor %}

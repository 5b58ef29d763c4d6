-- No fact table loses a current row or multiplies one by a join.
{{ config(tags=['build']) }}

{% for table, fact in fact_tables().items() %}
select
    '{{ fact.model }}' as fact,
    '{{ fact.dataset }}' as dataset,
    facts.fact_rows,
    held.current_rows
from (select count(*) as fact_rows from {{ ref(fact.model) }} where {{ fact.rows }}) as facts
cross join (select count(*) as current_rows from {{ ref('int_' ~ table ~ '_current') }}) as held
where facts.fact_rows <> held.current_rows
{% if not loop.last %}union all{% endif %}
{% endfor %}

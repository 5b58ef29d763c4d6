-- No fact table loses a current row or multiplies one by a join.
{{ config(tags=['build']) }}

{%- set counts = [] -%}
{%- for table, fact in fact_tables().items() -%}
    {%- set facts, rows = ref(fact.model), ref('int_' ~ table ~ '_rows') -%}
    {%- set changed = [changed_since_passed(facts), changed_since_passed(rows)] -%}
    {%- set counted, held = 'count(*) as fact_rows', 'count(*) as current_rows' -%}
    {%- if 'all' in changed -%}
        {%- do counts.append((fact, "(select " ~ counted ~ " from " ~ facts ~ " where " ~ fact.rows ~ ") as facts"
            ~ " cross join (select " ~ held ~ " from " ~ rows ~ " where row_state = 'current') as held")) -%}
    {%- elif 'news' in changed -%}
        {%- do counts.append((fact, "(select distinct key from quality.relation_news where relation in ('"
            ~ name_of(facts) ~ "', '" ~ name_of(rows) ~ "')) as news"
            ~ " cross join " ~ of_news(counted, facts, fact.key, fact.rows) ~ " as facts"
            ~ " cross join " ~ of_news(held, rows, fact.key, "row_state = 'current'") ~ " as held")) -%}
    {%- endif -%}
{%- endfor %}

{% for fact, compared in counts %}
select
    '{{ fact.model }}' as fact,
    '{{ fact.dataset }}' as dataset,
    fact_rows,
    current_rows
from {{ compared }}
where fact_rows <> current_rows
{% if not loop.last %}union all{% endif %}
{% else %}
select 'no fact changed' as fact where false
{% endfor %}

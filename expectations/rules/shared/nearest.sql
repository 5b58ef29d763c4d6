{#- Marked values with the nearest value of their list, where one is near enough: B without, W with one. -#}
{% macro nearest(rule, mark, table, dataset, own_list) %}
select
    case when near.nearest is null then '{{ rule }}.1' else '{{ rule }}.2' end as condition,
    typed.county_code,
    '{{ dataset }}' as dataset,
    typed._submission_id as submission_id,
    typed._row_no as row_no,
    typed._business_key as business_key,
    marked.field,
    to_jsonb(came) ->> marked.field as observed,
    coalesce('相近：' || near.nearest, {{ own_list }}) as expected
from {{ new(table) }} as typed
cross join lateral unnest(typed.{{ mark }}) as marked (field)
inner join {{ raw(table) }} as came
    on typed.county_code = came.county_code
    and typed._submission_id = came._submission_id
    and typed._row_no = came._row_no
left join quality.nearest_code as near
    on near.dataset = '{{ dataset }}'
    and marked.field = near.field
    and to_jsonb(came) ->> marked.field = near.given
    and near.similarity >= {{ param('near_similarity') }}
{% endmacro %}

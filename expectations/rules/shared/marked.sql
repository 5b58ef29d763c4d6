{#- Rows with a mark that staging left: one line per marked field, with the value as it came. -#}
{% macro marked(condition, mark, table, dataset, expected) %}
select
    {{ condition }} as condition,
    typed.county_code,
    '{{ dataset }}' as dataset,
    typed._submission_id as submission_id,
    typed._row_no as row_no,
    typed._business_key as business_key,
    marked.field,
    to_jsonb(came) ->> marked.field as observed,
    {{ expected }} as expected
from {{ new(table) }} as typed
cross join lateral unnest(typed.{{ mark }}) as marked (field)
inner join {{ raw(table) }} as came
    on typed.county_code = came.county_code
    and typed._submission_id = came._submission_id
    and typed._row_no = came._row_no
{% endmacro %}

{# A view over tables that stay: it stays as it is while the project does. #}
{% materialization standing_view, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or existing.type != 'view' or not var('same_project') -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}
    {%- do store_raw_result('main', message='STANDING', code='STANDING', rows_affected='-1') -%}
    {{ return({'relations': [existing]}) }}
{% endmaterialization %}

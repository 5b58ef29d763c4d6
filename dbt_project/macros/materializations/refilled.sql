{#
    A table that stays and gets its rows anew, in one transaction: for tables between staging and marts, which no
    reader outside the build looks at. Building it costs its query; new tables, indexes, comments and the views that
    hang on a table cost several times that for the small ones, and there are many. Where the project has changed
    since the last build (var `same_project` is false) or the table is not there, it is built as dbt builds a table.
#}
{% materialization refilled, adapter='postgres' %}
    {%- if not is_restated() -%}
        {%- do forget_inputs() -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('main') -%}
        truncate {{ this }};
        insert into {{ this }} (
            {{ sql }}
        )
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do remember_inputs(digest_of_rows()) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{# A view over refilled tables: it stays as it is while the project does. #}
{% materialization standing_view, adapter='postgres' %}
    {%- set existing = load_cached_relation(this) -%}
    {%- if existing is none or existing.type != 'view' or not var('same_project') -%}
        {{ return(dbt.materialization_view_default()) }}
    {%- endif -%}
    {%- do store_raw_result('main', message='STANDING', code='STANDING', rows_affected='-1') -%}
    {{ return({'relations': [existing]}) }}
{% endmaterialization %}

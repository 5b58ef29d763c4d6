{#
    A mart that stays: what a build computes is compared with it, and only rows that differ are written, in one
    transaction. Readers neither wait nor see half of it, an unchanged mart is not touched, and building one costs its
    query and not a new table with its keys, comments and rights. Needs an enforced contract with a primary key.
    Where the project has changed since the last build it is built as dbt builds a table.
#}
{% materialization compared, adapter='postgres' %}
    {%- if not is_restated() -%}
        {%- do forget_inputs() -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {%- set found = make_temp_relation(this) -%}
    {%- set key = model.constraints | selectattr('type', 'equalto', 'primary_key') | first -%}
    {%- set key = key.columns | join(', ') -%}
    {%- set columns = model.columns.values() | map(attribute='name') | join(', ') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('gone') -%}
        create temporary table {{ found }} (like {{ this }}) on commit drop;
        insert into {{ found }} ({{ columns }})
        select {{ columns }} from (
            {{ sql }}
        ) as computed;
        delete from {{ this }}
        where ({{ key }}) in (
            select {{ key }} from (select {{ columns }} from {{ this }} except all select {{ columns }} from {{ found }})
            as outdated
        )
    {%- endcall -%}
    {%- call statement('main') -%}
        insert into {{ this }} ({{ columns }})
        select {{ columns }} from {{ found }} except all select {{ columns }} from {{ this }}
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do remember_inputs(version_if_written()) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

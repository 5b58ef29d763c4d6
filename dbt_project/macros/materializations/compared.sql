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
    {%- set found = make_temp_relation(this, '__found') -%}
    {%- set differing = make_temp_relation(this, '__differing') -%}
    {%- set key = (model.constraints | selectattr('type', 'equalto', 'primary_key') | first).columns -%}
    {%- set columns = model.columns.values() | map(attribute='name') | list -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {%- call statement('found') -%}
        create temporary table {{ found }} (like {{ this }}) on commit drop;
        insert into {{ found }} ({{ columns | join(', ') }})
        select {{ columns | join(', ') }} from (
            {{ sql }}
        ) as computed;
        create temporary table {{ differing }} on commit drop as
        select {{ key | join(', ') }}
        from {{ this }} as stood
        full join {{ found }} as computed using ({{ key | join(', ') }})
        where ({{ prefixed('stood.', columns) }}) is distinct from ({{ prefixed('computed.', columns) }})
    {%- endcall -%}
    {%- call statement('gone') -%}
        delete from {{ this }}
        where ctid = any(array(
            {{ places_of('select ' ~ key | join(', ') ~ ' from ' ~ differing, key) }}
        ))
    {%- endcall -%}
    {%- call statement('main') -%}
        insert into {{ this }} ({{ columns | join(', ') }})
        select {{ columns | join(', ') }} from {{ found }}
        where ({{ key | join(', ') }}) in (select {{ key | join(', ') }} from {{ differing }})
    {%- endcall -%}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {%- do remember_inputs(version_if_written()) -%}
    {%- do adapter.commit() -%}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
    {{ return({'relations': [this.incorporate(type='table')]}) }}
{% endmaterialization %}

{% macro prefixed(prefix, columns) -%}
    {%- for column in columns -%}{{ prefix ~ column }}{{ ', ' if not loop.last }}{%- endfor -%}
{%- endmacro %}

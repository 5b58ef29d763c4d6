{#
    What dbt asks the server: which tables and views stand in a schema, which views read which tables, which columns a
    table has. Its own queries read whole catalogues, once per schema or table; these look up what is asked for, so that
    a build costs what it does and not what the server holds. Functions are not listed: no model is one.
#}
{% macro postgres__list_relations_without_caching(schema_relation) %}
    {%- call statement('list_relations_without_caching', fetch_result=True) -%}
    select
        '{{ schema_relation.database }}' as database, relation.relname as name,
        '{{ schema_relation.schema }}' as schema,
        case relation.relkind when 'v' then 'view' when 'm' then 'materialized_view' else 'table' end as type
    from pg_depend as belonging
    inner join pg_class as relation on belonging.objid = relation.oid
    where
        belonging.refclassid = 'pg_namespace'::regclass
        and belonging.refobjid = to_regnamespace('{{ schema_relation.without_identifier().include(database=False) }}')
        and belonging.classid = 'pg_class'::regclass
        and relation.relkind in ('r', 'p', 'v', 'm')
    {%- endcall -%}
    {{ return(load_result('list_relations_without_caching').table) }}
{% endmacro %}

{# What a view reads is looked up by view, whatever the planner knows of the catalogues. #}
{% macro postgres__get_relations() %}
    {%- call statement('relations', fetch_result=True) -%}
    select distinct
        dependent_schema.nspname as dependent_schema, dependent.relname as dependent_name,
        referenced_schema.nspname as referenced_schema, referenced.relname as referenced_name
    from pg_class as dependent
    inner join pg_namespace as dependent_schema on dependent.relnamespace = dependent_schema.oid
    cross join lateral (
        select reading.refobjid
        from pg_rewrite as rule
        inner join pg_depend as reading
            on reading.classid = 'pg_rewrite'::regclass and rule.oid = reading.objid
                and reading.refclassid = 'pg_class'::regclass and dependent.oid <> reading.refobjid
        where rule.ev_class = dependent.oid
        offset 0
    ) as reading
    inner join pg_class as referenced on reading.refobjid = referenced.oid
    inner join pg_namespace as referenced_schema on referenced.relnamespace = referenced_schema.oid
    where dependent.relkind in ('v', 'm') and dependent_schema.nspname not in ('pg_catalog', 'information_schema')
    {%- endcall -%}
    {{ return(load_result('relations').table) }}
{% endmacro %}

{# Types are written with their modifiers, arrays with their elements. #}
{% macro postgres__get_columns_in_relation(relation) %}
    {%- call statement('get_columns_in_relation', fetch_result=True) -%}
    select
        attname as column_name, format_type(atttypid, atttypmod) as data_type,
        null::integer as character_maximum_length, null::integer as numeric_precision, null::integer as numeric_scale
    from pg_attribute
    where attrelid = to_regclass('{{ relation.include(database=False) }}') and attnum > 0 and not attisdropped
    order by attnum
    {%- endcall -%}
    {{ return(sql_convert_columns_in_relation(load_result('get_columns_in_relation').table)) }}
{% endmacro %}

{#
    What a model's table was computed from, and a version of its rows that is another one whenever they are: with the
    same inputs the next build leaves the table alone (warehouse/unchanged.py, which puts `inputs` into the config).
#}

{# To be called before the commit of a model's rows. version: SQL of the new one, or none where no row changed. #}
{% macro remember_inputs(version) -%}
    {%- set inputs = "'" ~ config.get('inputs') ~ "'" if config.get('inputs') else 'null' -%}
    {%- do run_query(
        "insert into quality.relation_state as known (relation, inputs, version) values ('" ~ _name_of(this) ~ "', "
        ~ inputs ~ ", " ~ (version or "'" ~ invocation_id ~ "'") ~ ") on conflict (relation) do update set"
        ~ " inputs = excluded.inputs" ~ (", version = excluded.version" if version else "")
    ) -%}
{%- endmacro %}

{# To be called where a table is built anew: nobody knows what it holds then. #}
{% macro forget_inputs() -%}
    {%- do run_query("delete from quality.relation_state where relation = '" ~ _name_of(this) ~ "'") -%}
{%- endmacro %}

{% macro _name_of(relation) -%}
    {{- return(relation.schema ~ '.' ~ relation.identifier) -}}
{%- endmacro %}

{# A new version where the statements `gone` and `main` deleted or wrote rows. #}
{% macro version_if_written() -%}
    {%- set rows = load_result('gone').response.rows_affected + load_result('main').response.rows_affected -%}
    {{- return("'" ~ invocation_id ~ "'" if rows else none) -}}
{%- endmacro %}

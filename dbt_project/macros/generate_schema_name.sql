{# Schemas carry their exact names: one warehouse per database, so no prefix keeps developers apart. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ (custom_schema_name or target.schema) | trim }}
{%- endmacro %}

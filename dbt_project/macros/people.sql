{# A person's or natural person's business name: the first character and two stars (王**). #}
{% macro mask_name(value) -%}
    case when {{ value }} is null then null else left({{ value }}, 1) || '**' end
{%- endmacro %}

{# Statistics for the planner after a table was built; views have none. #}
{%- macro analyze_table() -%}
    {%- if model.config.materialized in ('table', 'incremental') %}analyze {{ this }}{% endif -%}
{%- endmacro -%}

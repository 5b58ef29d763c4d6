{#
    What a data test has to look at. Of the tables that it reads, warehouse/unchanged.py puts those that changed since
    the test passed into `config.changed`, and whether quality.relation_news holds the keys of all rows that differ.
#}

{# none: the table is as it was when the test passed; news: only rows of its news differ; all: any row may. #}
{% macro changed_since_passed(relation) -%}
    {%- set changed = config.get('changed') -%}
    {%- set has_news = changed.get(name_of(relation)) if changed is mapping else false -%}
    {{- return('none' if has_news is none else 'news' if has_news else 'all') -}}
{%- endmacro %}

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

{# A lateral subquery: what is selected of the rows of a table whose key a row `news` of quality.relation_news names. #}
{% macro of_news(selected, relation, key, condition='true') -%}
    lateral (
        select {{ selected }} from {{ relation }}
        where {% for column in key %}{{ column }} = news.key[{{ loop.index }}] and {% endfor %}{{ condition }} offset 0
    )
{%- endmacro %}

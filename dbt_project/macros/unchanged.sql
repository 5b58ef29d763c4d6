{#
    What a model's table was computed from, and a version of its rows that is another one whenever they are: with the
    same inputs the next build leaves the table alone (warehouse/unchanged.py, which puts `inputs` into the config).
#}

{# To be called before the commit of a model's rows. version: SQL of the new one, or none where no row changed. #}
{% macro remember_inputs(version) -%}
    {%- set inputs = _quoted(config.get('inputs')) -%}
    {%- set read = _quoted(config.get('read')) -%}
    {%- do run_query(
        "insert into quality.relation_state as known (relation, inputs, read, version) values ('" ~ name_of(this)
        ~ "', " ~ inputs ~ ", " ~ read ~ ", " ~ (version or "'" ~ invocation_id ~ "'") ~ ") on conflict (relation)"
        ~ " do update set inputs = excluded.inputs, read = excluded.read"
        ~ (", version = excluded.version, previous = " ~ ('known.version' if config.get('news') else 'null')
            if version else "")
    ) -%}
{%- endmacro %}

{% macro _quoted(text) -%}
    {{- return("'" ~ text ~ "'" if text else 'null') -}}
{%- endmacro %}

{#
    Statements that note the keys of written and deleted rows (config `news`), which a query selects. Where there are
    none the earlier ones stay, for whoever has not read the table since.
#}
{% macro note_news(rows) -%}
    {%- set news = make_temp_relation(this, '__news') -%}
    create temporary table {{ news }} on commit drop as
        select distinct array[
            {%- for name in config.require('news') -%}
            written.{{ name }}::text{{ ', ' if not loop.last }}
            {%- endfor -%}
        ] as key
        from ({{ rows }}) as written;
        delete from quality.relation_news
        where relation = '{{ name_of(this) }}' and exists (select 1 from {{ news }});
        insert into quality.relation_news (relation, key) select '{{ name_of(this) }}', key from {{ news }}
{%- endmacro %}

{#
    A relation whose rows a model projects; or, where the model follows the news of what it reads, the rows of it that
    hang on them. `config.followed` names the tables with news and, for each way in which rows hang on them, the model's
    columns that hold the parts of their keys, null where it has none. `named` says which columns have another name in
    the relation.
#}
{% macro followed(relation, named={}) -%}
    {%- if config.get('followed') -%}
    (
        {{ rows_of_news(relation, 'stood.*', named) }}
    ) as followed
    {%- else -%}
    {{ relation }}
    {%- endif -%}
{%- endmacro %}

{# What is selected of a relation's rows `stood` that hang on news, looked up by index one by one. #}
{% macro rows_of_news(relation, selected, named={}) -%}
    {%- set ways = [] -%}
    {%- for table, columns in config.get('followed').items() -%}
        {%- for way in columns -%}
            {%- do ways.append((table, way)) -%}
        {%- endfor -%}
    {%- endfor -%}
    {%- for table, columns in ways -%}
    {%- set parts, key = [], [] -%}
    {%- for column in columns if column -%}
        {%- do parts.append('key[' ~ (columns.index(column) + 1) ~ ']') -%}
        {%- do key.append(named.get(column, column)) -%}
    {%- endfor -%}
    select found.*
        from (
            select distinct array[{{ parts | join(', ') }}] as key
            from quality.relation_news
            where relation = '{{ table }}'
        ) as news
        cross join {{ of_news(selected, relation, key) }} as found
        {%- if not loop.last %}
        union
        {% endif -%}
    {%- endfor -%}
{%- endmacro %}

{# A lateral subquery: what is selected of a table's rows `stood` whose columns `key` hold the parts of `news.key`. #}
{% macro of_news(selected, relation, key, condition='true') -%}
    lateral (
            select {{ selected }} from {{ relation }} as stood
            where {% for column in key %}stood.{{ column }} = news.key[{{ loop.index }}] and {% endfor %}{{ condition }}
            offset 0
        )
{%- endmacro %}

{# To be called where a table is built anew: nobody knows what it holds then. #}
{% macro forget_inputs() -%}
    {%- do run_query("delete from quality.relation_state where relation = '" ~ name_of(this) ~ "'") -%}
    {%- do run_query("delete from quality.row_count where relation = '" ~ name_of(this) ~ "'") -%}
{%- endmacro %}

{% macro name_of(relation) -%}
    {{- return(relation.schema ~ '.' ~ relation.identifier) -}}
{%- endmacro %}

{# A new version where the statements `gone` and `main` deleted or wrote rows. #}
{% macro version_if_written() -%}
    {%- set rows = load_result('gone').response.rows_affected + load_result('main').response.rows_affected -%}
    {{- return("'" ~ invocation_id ~ "'" if rows else none) -}}
{%- endmacro %}

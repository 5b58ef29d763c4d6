{#
    Tables of which a build writes only what changed. The model selects the rows to write (macro `is_restated` tells
    it whether it may leave out the others); rows of the table with the same `unique_key` go, and so do those whose
    first column of it the macro named by `outdated` selects. Where that is not possible the table is built as dbt
    builds it:

    staged    an incremental table: a changed project does not make it anew, it only gets new columns
    restated  a table: a changed project makes it anew
#}
{% materialization staged, adapter='postgres' %}
    {%- if not is_restated() -%}
        {%- do forget_inputs() -%}
        {{ return(dbt.materialization_incremental_default()) }}
    {%- endif -%}
    {#- Columns that an earlier project appended stand elsewhere than in the query. -#}
    {%- set columns = adapter.get_columns_in_relation(this) | map(attribute='quoted') | join(', ') -%}
    {{ return(write_restated(columns)) }}
{% endmaterialization %}

{% materialization restated, adapter='postgres' %}
    {%- if not is_restated() -%}
        {%- do forget_inputs() -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {{ return(write_restated()) }}
{% endmaterialization %}

{# True when the model's table stands in the shape that this project gave it, so that a part may be written anew. #}
{% macro is_restated() -%}
    {%- set existing = load_cached_relation(this) if execute else none -%}
    {{- return(existing is not none and existing.type == 'table' and var('same_project') and not flags.FULL_REFRESH) -}}
{%- endmacro %}

{# True when the model's table stands, in whatever shape: submissions in it need no staging. #}
{% macro is_staged() -%}
    {%- set existing = load_cached_relation(this) if execute else none -%}
    {{- return(existing is not none and existing.type == 'table' and not flags.FULL_REFRESH) -}}
{%- endmacro %}

{% macro write_restated(columns='*') -%}
    {%- set changed = make_temp_relation(this) -%}
    {%- set key = config.require('unique_key') -%}
    {%- set outdated, news, counted = config.get('outdated'), config.get('news', []), config.get('counted', []) -%}
    {%- set outgoing = make_temp_relation(this, '__outgoing') -%}
    {{- run_hooks(pre_hooks, inside_transaction=False) -}}
    {{- run_hooks(pre_hooks, inside_transaction=True) -}}
    {%- call statement('gone') -%}
        {{ look_up() }};
        create temporary table {{ changed }} on commit drop as (
            {{ sql }}
        );
        create temporary table {{ outgoing }} on commit drop as
        select ctid as _place{% for name in (news + counted) | unique %}, {{ name }}{% endfor %} from {{ this }}
        where ctid = any(array(
            {{ places_of('select distinct ' ~ key | join(', ') ~ ' from ' ~ changed, key) }}
            {%- if outdated %}
            union
            {{ places_of(context[outdated](), key[:1]) }}
            {%- endif %}
        ));
        {%- if news %}
        {{ note_news(
            'select ' ~ news | join(', ') ~ ' from ' ~ outgoing ~ ' union all select ' ~ news | join(', ')
            ~ ' from ' ~ changed
        ) }};
        {%- endif %}
        {{ note_counts(outgoing, changed) ~ ';' if counted }}
        delete from {{ this }} where ctid = any(array(select _place from {{ outgoing }}))
    {%- endcall -%}
    {%- call statement('main') -%}
        insert into {{ this }}{{ ' (' ~ columns ~ ')' if columns != '*' }}
        select {{ columns }} from {{ changed }}
    {%- endcall -%}
    {#- Statistics of a table in which nothing changed stand. -#}
    {%- if load_result('main').response.rows_affected -%}
        {{- run_hooks(post_hooks, inside_transaction=True) -}}
    {%- endif -%}
    {%- do remember_inputs(version_if_written()) -%}
    {%- do adapter.commit() -%}
    {{- run_hooks(post_hooks, inside_transaction=False) -}}
    {{- return({'relations': [this.incorporate(type='table')]}) -}}
{%- endmacro %}

{#
    Rows are found by index from here to the end of the transaction: of a short history the planner expects that a
    submission holds a good part of it, and reads all. one_by_one: joins look up each row, too.
#}
{% macro look_up(one_by_one=false) -%}
    set local enable_seqscan = off
    {%- if one_by_one %};
    set local enable_hashjoin = off;
    set local enable_mergejoin = off
    {%- endif %}
{%- endmacro %}

{# Where rows with the keys of a query stand, looked up by index one by one. #}
{% macro places_of(keys, names) -%}
    select standing.place
            from ({{ keys }}) as wanted
            cross join lateral (
                select ctid as place from {{ this }} as stood
                where {% for name in names %}stood.{{ name }} = wanted.{{ name }}{{ ' and ' if not loop.last }}{% endfor %}
                offset 0
            ) as standing
{%- endmacro %}

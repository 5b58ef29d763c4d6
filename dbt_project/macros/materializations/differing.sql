{#
    Tables that stay: what a build computes is held against the rows that stand, and only those that differ are
    written, in one transaction. Readers neither wait nor see half of it, an unchanged table is not touched, and
    building one costs its query and not a new table with its keys, indexes, comments and rights. Where the project has
    changed since the last build (var `same_project` is false) or the table is not there, it is built as dbt builds a
    table.

    compared  a mart, with an enforced contract: values are cast to its types before they are compared
    refilled  a table between staging and marts, which no reader outside the build looks at
#}
{% materialization compared, adapter='postgres' %}
    {%- set casts = [] -%}
    {%- for column in model.columns.values() -%}
        {%- do casts.append('cast(' ~ column.name ~ ' as ' ~ column.data_type ~ ') as ' ~ column.name) -%}
    {%- endfor -%}
    {{ return(write_differing(model.columns.values() | map(attribute='name') | list, casts)) }}
{% endmaterialization %}

{% materialization refilled, adapter='postgres' %}
    {{ return(write_differing()) }}
{% endmaterialization %}

{#
    names: columns of the table, by default those that stand; values: what each of them is selected as.

    Rows are told apart by a digest of their text; of rows that are alike, as many stand as were computed. Where the
    model follows the news of what it reads (macros/unchanged.sql), only rows that hang on them are held against each
    other; config `looks_up` says that all it joins them with has an index for it.
#}
{% macro write_differing(names=none, values=none) -%}
    {%- if not is_restated() -%}
        {%- do forget_inputs() -%}
        {{ return(dbt.materialization_table_default()) }}
    {%- endif -%}
    {%- set names = names or adapter.get_columns_in_relation(this) | map(attribute='quoted') | list -%}
    {%- set differing = make_temp_relation(this) -%}
    {%- set news = config.get('news', []) -%}
    {%- set standing = ['stood.ctid as _place', 'hashtextextended(stood::text, 0) as _standing_digest'] -%}
    {%- set news_that_stood = [] -%}
    {%- for name in news -%}
        {%- do standing.append('stood.' ~ name ~ ' as _standing_' ~ name) -%}
        {%- do news_that_stood.append('_standing_' ~ name) -%}
    {%- endfor -%}
    {{- run_hooks(pre_hooks, inside_transaction=False) -}}
    {{- run_hooks(pre_hooks, inside_transaction=True) -}}
    {%- call statement('gone') -%}
        {{ look_up(one_by_one=config.get('looks_up', false)) ~ ';' if config.get('followed') }}
        create temporary table {{ differing }} on commit drop as
        select computed.*, standing.*
        from (
            select *, row_number() over (partition by _digest) as _copy
            from (
                select *, hashtextextended(computed::text, 0) as _digest
                from (
                    select {{ (values or names) | join(', ') }}
                    from (
                        {{ sql }}
                    ) as given
                ) as computed
            ) as digested
        ) as computed
        full join (
            select *, row_number() over (partition by _standing_digest) as _standing_copy
            from (
                {% if config.get('followed') -%}
                {{ rows_of_news(this, standing | join(', ')) }}
                {%- else -%}
                select {{ standing | join(', ') }} from {{ this }} as stood
                {%- endif %}
            ) as digested
        ) as standing on computed._digest = standing._standing_digest and computed._copy = standing._standing_copy
        where computed._digest is null or standing._standing_digest is null;
        {%- if news %}
        {{ note_news(
            'select ' ~ news | join(', ') ~ ' from ' ~ differing ~ ' where _place is null union all select '
            ~ news_that_stood | join(', ') ~ ' from ' ~ differing ~ ' where _place is not null'
        ) }};
        {%- endif %}
        delete from {{ this }}
        where ctid = any(array(select _place from {{ differing }} where _place is not null))
    {%- endcall -%}
    {%- call statement('main') -%}
        insert into {{ this }} ({{ names | join(', ') }})
        select {{ names | join(', ') }} from {{ differing }} where _place is null
    {%- endcall -%}
    {{- run_hooks(post_hooks, inside_transaction=True) -}}
    {%- do remember_inputs(version_if_written()) -%}
    {%- do adapter.commit() -%}
    {{- run_hooks(post_hooks, inside_transaction=False) -}}
    {{- return({'relations': [this.incorporate(type='table')]}) -}}
{%- endmacro %}

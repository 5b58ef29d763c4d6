{#
    How many rows of a table (config `counted`: its columns) belong together, such as those of one submission in one
    state. Whoever writes the table keeps the numbers in the same transaction (quality.row_count), so that nobody has to
    count a history of which a day changed a few rows.
#}

{# A hook in the transaction that builds the table anew: counts all of it. Later its numbers are known. #}
{% macro count_once() -%}
    {%- if config.get('counted') and execute -%}
    insert into quality.row_count (relation, part, row_count)
        select '{{ name_of(this) }}', {{ _part() }}, count(*)
        from {{ this }}
        where not exists (select 1 from quality.row_count where relation = '{{ name_of(this) }}')
        group by {{ _part() }}
    {%- endif -%}
{%- endmacro %}

{# The numbers after rows went out of the table and others came in. #}
{% macro note_counts(outgoing, incoming) -%}
    insert into quality.row_count as known (relation, part, row_count)
        select '{{ name_of(this) }}', part, sum(moved)
        from (
            select {{ _part() }} as part, -1 as moved from {{ outgoing }}
            union all
            select {{ _part() }} as part, 1 as moved from {{ incoming }}
        ) as moves
        group by part
        having sum(moved) <> 0
        on conflict (relation, part) do update set row_count = known.row_count + excluded.row_count
{%- endmacro %}

{% macro _part() -%}
    array[{{ config.require('counted') | join('::text, ') }}::text]
{%- endmacro %}

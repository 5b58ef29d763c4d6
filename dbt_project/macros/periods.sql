{# The cut-off of this run: what arrived later is not seen (timestamp, Asia/Shanghai wall time). #}
{% macro cutoff() -%}
    timestamp '{{ var("cutoff") }}'
{%- endmacro %}

{#
    Period keys of a day: week 2026-W47 (ISO), month 2026-11, quarter 2026-Q4, half 2026-H2, year 2026.
    The way back, from a key to its first day, is the function norm.period_start.
#}
{% macro week_of(day) -%}
    to_char({{ day }}, 'IYYY-"W"IW')
{%- endmacro %}

{% macro month_of(day) -%}
    to_char({{ day }}, 'YYYY-MM')
{%- endmacro %}

{% macro quarter_of(day) -%}
    to_char({{ day }}, 'YYYY-"Q"Q')
{%- endmacro %}

{% macro half_of(day) -%}
    to_char({{ day }}, 'YYYY') || case when extract(month from {{ day }}) <= 6 then '-H1' else '-H2' end
{%- endmacro %}

{% macro year_of(day) -%}
    to_char({{ day }}, 'YYYY')
{%- endmacro %}

{# Month key 2026-11 of a month that staging writes 202611. #}
{% macro month_key(month) -%}
    left({{ month }}, 4) || '-' || right({{ month }}, 2)
{%- endmacro %}

{# A week belongs to the month of its Thursday (ISO 8601), so that weekly reports add up to months. #}
{% macro month_of_week(week) -%}
    to_char(norm.period_start({{ week }}) + 3, 'YYYY-MM')
{%- endmacro %}

{# Last day of a period key of any kind. #}
{% macro period_end(period) -%}
    (
        norm.period_start({{ period }})
        + case
            when {{ period }} like '%W%' then interval '7 days'
            when {{ period }} like '%Q%' then interval '3 months'
            when {{ period }} like '%H%' then interval '6 months'
            when length({{ period }}) = 4 then interval '1 year'
            else interval '1 month'
        end
    )::date - 1
{%- endmacro %}

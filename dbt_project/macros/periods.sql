{# The cut-off of this run: what arrived later is not seen (timestamp, Asia/Shanghai wall time). #}
{% macro cutoff() -%}
    timestamp '{{ var("cutoff") }}'
{%- endmacro %}

{# Period keys: week 2026-W47 (ISO), month 2026-11, quarter 2026-Q4, half 2026-H2. #}
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

{# Monday of an ISO week key such as 2026-W47. #}
{% macro week_start(week) -%}
    to_date({{ week }}, 'IYYY-"W"IW')
{%- endmacro %}

{# A week belongs to the month of its Thursday (ISO 8601), so that weekly reports add up to months. #}
{% macro month_of_week(week) -%}
    to_char({{ week_start(week) }} + 3, 'YYYY-MM')
{%- endmacro %}

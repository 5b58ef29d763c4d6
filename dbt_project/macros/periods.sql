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

{# Monday of an ISO week key such as 2026-W47; null where the text is no week key. #}
{% macro week_start(week) -%}
    case when {{ week }} ~ '^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$' then to_date({{ week }}, 'IYYY-"W"IW') end
{%- endmacro %}

{# Month key 2026-11 of a month that a department writes 202611 (or 2026-11). #}
{% macro month_key(month) -%}
    left({{ month }}, 4) || '-' || right({{ month }}, 2)
{%- endmacro %}

{# A week belongs to the month of its Thursday (ISO 8601), so that weekly reports add up to months. #}
{% macro month_of_week(week) -%}
    to_char(({{ week_start(week) }}) + 3, 'YYYY-MM')
{%- endmacro %}

{# First day of a period key of any kind (week, month, quarter); null where the text is none of them. #}
{% macro period_start(period) -%}
    case
        when {{ period }} ~ '^\d{4}-W(0[1-9]|[1-4]\d|5[0-3])$' then to_date({{ period }}, 'IYYY-"W"IW')
        when {{ period }} ~ '^\d{4}-(0[1-9]|1[0-2])$' then to_date({{ period }}, 'YYYY-MM')
        when {{ period }} ~ '^\d{4}-Q[1-4]$'
            then make_date(left({{ period }}, 4)::integer, right({{ period }}, 1)::integer * 3 - 2, 1)
    end
{%- endmacro %}

{# Last day of a period key of any kind. #}
{% macro period_end(period) -%}
    ({{ period_start(period) }} + case
        when {{ period }} ~ 'W' then interval '7 days'
        when {{ period }} ~ 'Q' then interval '3 months'
        else interval '1 month'
    end)::date - 1
{%- endmacro %}

{#
    Percentage of two numbers: two decimals, rounded half up, null when the denominator is null or zero.
    A share below the whole is never shown as the whole: 99.996 becomes 99.99, not 100.00.
#}
{% macro pct(numerator, denominator) -%}
    case
        when ({{ numerator }}) < ({{ denominator }})
            then least(round(100.0 * ({{ numerator }}) / nullif({{ denominator }}, 0), 2), 99.99)
        else round(100.0 * ({{ numerator }}) / nullif({{ denominator }}, 0), 2)
    end
{%- endmacro %}

{# What is published of a numerator and a denominator, by the kind of the figure (indicator.value_kind). #}
{% macro figure_value(value_kind, numerator, denominator) -%}
    case {{ value_kind }}
        -- Published with two decimals: more would make every week look like a change.
        when 'count' then round({{ numerator }}, 2)
        when 'ratio' then {{ pct(numerator, denominator) }}
        else round({{ numerator }} / nullif({{ denominator }}, 0), 2)
    end
{%- endmacro %}

{# A stored percentage as people print it: one decimal, 99.96 becomes 99.9 and never 100.0; null becomes —. #}
{% macro pct_text(value) -%}
    case
        when {{ value }} is null then '—'
        when {{ value }} < 100 then to_char(least(round({{ value }}, 1), 99.9), 'FM999990.0')
        else to_char(round({{ value }}, 1), 'FM999990.0')
    end
{%- endmacro %}

{# An indicator's value before rounding, by its value_kind; null for a zero denominator. #}
{% macro unrounded(numerator, denominator) -%}
    case value_kind
            when 'count' then {{ numerator }}
            when 'ratio' then 100 * {{ numerator }} / nullif({{ denominator }}, 0)
            else {{ numerator }} / nullif({{ denominator }}, 0)
        end
{%- endmacro %}

{# Rows that are valid on a day. The same words mean the same rows in every model. #}

{% macro is_live_entity(alias) -%}
    ({{ alias }}.reg_status = '存续' and {{ alias }}.oper_status = '正常')
{%- endmacro %}

{# A binding or a cadre's post holds from its first day up to, and without, its last. #}
{% macro is_live_binding(alias, day) -%}
    ({{ alias }}.from_on <= {{ day }} and ({{ alias }}.to_on is null or {{ alias }}.to_on > {{ day }}))
{%- endmacro %}

{% macro is_live_cadre(alias, day) -%}
    ({{ alias }}.status = '在任' and ({{ alias }}.to_on is null or {{ alias }}.to_on > {{ day }}))
{%- endmacro %}

{% macro is_live_licence(alias, day) -%}
    ({{ alias }}.status = '有效' and ({{ alias }}.valid_to is null or {{ alias }}.valid_to >= {{ day }}))
{%- endmacro %}

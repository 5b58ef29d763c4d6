{#
    Counts each row of `alias` twice: in its township and in its county, so that county figures are computed from
    all rows and never from the townships' figures. Gives the column area.area_code.
#}
{% macro in_both_areas(alias) -%}
    cross join lateral (values ({{ alias }}.region_code), ({{ alias }}.county_code)) as area (area_code)
{%- endmacro %}

-- Every township code of the facts is a region of the county or 未知.
{{ config(tags=['build']) }}

{% set facts = [
    'dim_entity', 'dim_cadre', 'fct_licence', 'fct_sample', 'fct_disposal_case', 'fct_platform_access',
    'fct_inspection', 'fct_hazard', 'fct_risk_rating', 'fct_complaint', 'fct_staff_month', 'fct_certificate',
    'fct_producer', 'fct_slaughterhouse', 'fct_trace_month', 'fct_binding', 'fct_visit', 'fct_township_capacity',
    'fct_fund', 'fct_survey_result', 'fct_market', 'int_indicator_values'
] %}

{%- set keys = {} -%}
{%- for fact in fact_tables().values() -%}
    {%- do keys.update({fact.model: fact.key}) -%}
{%- endfor -%}
{%- set regions, used = ref('dim_region'), [] -%}
{%- for name in facts -%}
    {%- set fact = ref(name) -%}
    {%- set changed = 'all' if changed_since_passed(regions) != 'none' else changed_since_passed(fact) -%}
    {%- if changed == 'all' -%}
        {%- do used.append((name, fact)) -%}
    {%- elif changed == 'news' -%}
        {%- do used.append((name, "quality.relation_news as news cross join "
            ~ of_news('county_code, region_code', fact, keys[name]) ~ " as found where news.relation = '"
            ~ name_of(fact) ~ "'")) -%}
    {%- endif -%}
{%- endfor %}

with

used as (

    {% for name, rows in used %}
    select distinct
        '{{ name }}' as fact,
        county_code,
        region_code
    from {{ rows }}
    {% if not loop.last %}union all{% endif %}
    {% else %}
    select '' as fact, '' as county_code, '' as region_code where false
    {% endfor %}

)

select used.*
from used
left join {{ regions }} as regions
    on
        used.county_code = regions.county_code
        and used.region_code = regions.region_code
where regions.region_code is null

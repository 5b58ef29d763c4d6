-- Every township code of the facts is a region of the county or 未知.
{{ config(tags=['build']) }}

{% set facts = [
    'dim_entity', 'dim_cadre', 'fct_licence', 'fct_sample', 'fct_disposal_case', 'fct_platform_access',
    'fct_inspection', 'fct_hazard', 'fct_risk_rating', 'fct_complaint', 'fct_staff_month', 'fct_certificate',
    'fct_producer', 'fct_slaughterhouse', 'fct_trace_month', 'fct_binding', 'fct_visit', 'fct_township_capacity',
    'fct_fund', 'fct_survey_result', 'fct_market', 'int_indicator_values'
] %}

with

used as (

    {% for fact in facts %}
    select distinct
        '{{ fact }}' as fact,
        county_code,
        region_code
    from {{ ref(fact) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select used.*
from used
left join {{ ref('dim_region') }} as regions
    on
        used.county_code = regions.county_code
        and used.region_code = regions.region_code
where regions.region_code is null

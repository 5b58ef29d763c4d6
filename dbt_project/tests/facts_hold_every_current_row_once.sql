-- No fact table loses a current row or multiplies one by a join.
{{ config(tags=['build']) }}

{% set facts = {
    'fct_sample': ['ms_sample'],
    'fct_disposal_case': ['ms_disposal'],
    'fct_platform_access': ['ms_platform'],
    'fct_inspection': ['ms_inspection'],
    'fct_hazard': ['ms_hazard'],
    'fct_risk_rating': ['ms_risk'],
    'fct_complaint': ['ms_complaint'],
    'fct_staff_month': ['ms_staff_ctl'],
    'fct_certificate': ['ag_cert'],
    'fct_trace_month': ['ag_trace'],
    'fct_monitoring_sample': ['ag_monitor'],
    'fct_brand': ['ag_brand'],
    'fct_input_dealer': ['ag_inputs'],
    'fct_farm': ['ah_farm'],
    'fct_slaughter_day': ['ah_slaughter_day'],
    'fct_quarantine_certificate': ['ah_quarantine'],
    'fct_carcass_disposal': ['ah_disposal'],
    'fct_farm_death_week': ['ah_death'],
    'fct_binding': ['fs_binding'],
    'fct_visit': ['fs_visit'],
    'fct_meeting': ['fs_meeting'],
    'fct_township_capacity': ['fs_grassroots'],
    'fct_training': ['fs_training'],
    'fct_acceptance_item': ['fs_eval'],
    'fct_fund': ['fs_fund'],
    'fct_publicity': ['fs_publicity'],
    'fct_survey_result': ['fs_survey'],
    'fct_market': ['fs_market'],
    'fct_licence': ['ms_prod_lic', 'ms_oper_lic', 'ms_small_reg'],
    'dim_cadre': ['fs_cadre']
} %}

{% for fact, tables in facts.items() %}
select
    '{{ fact }}' as fact,
    (select count(*) from {{ ref(fact) }}) as fact_rows,
    {% for table in tables %}
    (select count(*) from {{ ref('int_' ~ table ~ '_current') }}){{ ' +' if not loop.last }}
    {% endfor %}
    as current_rows
where
    (select count(*) from {{ ref(fact) }})
    <> {% for table in tables %}(select count(*) from {{ ref('int_' ~ table ~ '_current') }}){{ ' + ' if not loop.last }}{% endfor %}

{% if not loop.last %}union all{% endif %}
{% endfor %}

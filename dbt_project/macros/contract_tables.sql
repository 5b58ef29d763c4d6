{# rendered from contract all version each of its own, do not edit: run `make render` #}
{% macro contract_tables() -%}
    {{ return([
        'ag_producer',
        'ag_cert',
        'ag_trace',
        'ah_slaughterhouse',
        'ah_slaughter_day',
        'ah_quarantine',
        'ah_disposal',
        'ah_death',
        'fs_cadre',
        'fs_binding',
        'fs_visit',
        'fs_fund',
        'fs_publicity',
        'fs_survey',
        'fs_market',
        'ms_entity',
        'ms_prod_lic',
        'ms_oper_lic',
        'ms_small_reg',
        'ms_sample',
        'ms_disposal',
        'ms_platform',
    ]) }}
{%- endmacro %}

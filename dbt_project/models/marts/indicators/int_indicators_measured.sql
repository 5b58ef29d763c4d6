{% set families = [
    'grading', 'grades', 'visits', 'workload', 'cadre_papers', 'visit_problems', 'first_visits', 'meetings',
    'reinforcement', 'capacity', 'training', 'acceptance', 'platform', 'modules', 'certificates', 'certificates_due', 'slaughter',
    'designated', 'quarantine', 'disposal', 'sampling', 'failed_samples', 'small_business', 'submissions'
] %}

with

final as (

    {% for family in families %}
    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        denominator
    from {{ ref('int_indicator_' ~ family) }}
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

)

select * from final

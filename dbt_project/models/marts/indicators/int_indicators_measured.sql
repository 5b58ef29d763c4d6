{% set families = [
    'grading', 'grades', 'visits', 'workload', 'cadre_papers', 'visit_problems', 'first_visits', 'meetings',
    'reinforcement', 'capacity', 'funds', 'funds_arrived', 'training', 'acceptance', 'staff', 'staff_tests',
    'hazards_mended', 'hazards_open', 'platform', 'modules', 'school_canteens', 'tracing', 'dealers', 'brands',
    'certificates', 'certificates_due', 'proofs', 'monitoring', 'slaughter', 'designated', 'quarantine', 'disposal',
    'markets', 'inspections', 'ratings', 'sampling', 'sampling_depth', 'produce_sampling', 'failed_samples', 'cases',
    'complaints', 'small_business', 'boards', 'consumer_day', 'publicity', 'surveys', 'submissions'
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

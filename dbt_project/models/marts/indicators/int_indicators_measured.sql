{% set families = [
    'grading', 'grades', 'visits', 'funds', 'funds_arrived', 'platform', 'modules', 'certificates', 'certificates_due',
    'slaughter', 'designated', 'quarantine', 'disposal', 'markets', 'sampling', 'failed_samples', 'small_business',
    'consumer_day', 'publicity', 'surveys', 'submissions'
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

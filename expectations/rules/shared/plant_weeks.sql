{#- What the plants declared per week and species, for weeks in which both datasets have arrived. -#}
{% macro plant_weeks(other_dataset, measures) %}
select
    slaughter.county_code,
    slaughter.plant_code,
    slaughter.species,
    {{ week_of('slaughter.stat_date') }} as week,
    {{ measures }}
from {{ current('ah_slaughter_day') }} as slaughter
inner join {{ delivered(other_dataset) }} as arrived
    on slaughter.county_code = arrived.county_code and {{ week_of('slaughter.stat_date') }} = arrived.period
group by slaughter.county_code, slaughter.plant_code, slaughter.species, week
{% endmacro %}

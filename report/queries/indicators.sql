-- The indicators of the catalogue in its order; `is_tracked` ones know their running period only.
select
    catalogue.indicator_code as code,
    catalogue.indicator_name as name,
    catalogue.unit,
    catalogue.direction,
    catalogue.target,
    catalogue.owner,
    coalesce(catalogue.inputs, '') as inputs,
    catalogue.period_type,
    coalesce(catalogue.cumulative_period_type, '') as cumulative_period_type,
    seed.period_scope = 'current' as is_tracked
from marts.dim_indicator as catalogue
inner join reference.indicator as seed on catalogue.indicator_code = seed.indicator_code
order by catalogue.indicator_code

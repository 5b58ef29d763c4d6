-- On-time rate per department and week, as published by the cut-off.
select distinct on (breakdown_code, period)
    breakdown_code as submitter,
    period,
    numerator,
    denominator,
    value
from marts.fct_indicator_value
where
    county_code = %(county)s
    and indicator_code = 'G01'
    and as_of <= %(cutoff)s
    and as_of > %(since)s
order by breakdown_code, period, as_of desc

-- Townships as they are called at the cut-off.
select
    region_code,
    region_name
from marts.dim_region
where
    county_code = %(county)s
    and level = 'township'
    and valid_from <= %(cutoff)s
    and (valid_to is null or valid_to > %(cutoff)s)
order by region_code

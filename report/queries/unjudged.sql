-- Rules that could not be executed at this cut-off.
select distinct rule_id
from quality.check_run
where
    county_code = %(county)s
    and cutoff = %(cutoff)s
    and result = 'error'
order by rule_id

-- Cut-offs at which the county was judged, newest first.
select distinct cutoff
from quality.check_run
where
    county_code = %(county)s
    and cutoff <= %(cutoff)s
    and cutoff >= %(since)s
order by cutoff desc

-- Cut-offs at which the county was judged.
select cutoff
from quality.judgement
where
    county_code = %(county)s
    and cutoff between %(since)s and %(cutoff)s
order by cutoff

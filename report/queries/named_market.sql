-- The market whose stalls the county's report tells, as the report calls it.
select report_name
from reference.named_market
where county_code = %(county)s
order by report_name

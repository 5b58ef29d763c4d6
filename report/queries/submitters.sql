-- One row per department, in the order of the report.
select
    submitter as code,
    submitter_name as name,
    short_name,
    abbreviation
from marts.dim_submitter
order by sort_order, submitter

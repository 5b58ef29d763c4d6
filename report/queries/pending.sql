-- What falls due only after the cut-off.
select distinct
    dataset,
    period
from quality.expected_submission
where
    county_code = %(county)s
    and due_at > %(cutoff)s

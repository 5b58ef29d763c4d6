-- Obligations that fell due after `since` (the cut-off before the first week shown) up to `until`.
select
    dataset,
    stream,
    submitter,
    period,
    due_at,
    timeliness,
    content,
    cause,
    received_at,
    late_hours
from quality.expected_submission
where
    county_code = %(county)s
    and due_at > %(since)s
    and due_at <= %(until)s
order by due_at, dataset, stream, period

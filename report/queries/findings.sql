-- Findings that stand at the cut-off, waived ones included, and those that it closed. The ledger is the fold up to the
-- cut-off at which the warehouse stands, which the reader has checked.
select
    fingerprint,
    rule_id,
    condition,
    severity,
    dataset,
    submitter,
    period,
    business_key,
    field,
    observed,
    expected,
    counterpart_dataset,
    counterpart_key,
    counterpart_value,
    region_code,
    first_seen,
    last_seen,
    state,
    due_on
from quality.finding
where
    county_code = %(county)s
    and (closed_at is null or closed_at = %(cutoff)s)
order by condition, dataset, business_key, field, fingerprint

-- Findings seen at the cut-off, waived ones included, with their life from the ledger.
select
    seen.fingerprint,
    seen.rule_id,
    seen.condition,
    seen.severity,
    seen.dataset,
    seen.submitter,
    seen.period,
    seen.business_key,
    seen.field,
    seen.observed,
    seen.expected,
    seen.counterpart_dataset,
    seen.counterpart_key,
    seen.counterpart_value,
    seen.region_code,
    ledger.first_seen,
    seen.cutoff as last_seen,
    ledger.state,
    ledger.due_on
from quality.finding_seen as seen
inner join quality.finding as ledger
    on
        seen.county_code = ledger.county_code
        and seen.fingerprint = ledger.fingerprint
where
    seen.county_code = %(county)s
    and seen.cutoff = %(cutoff)s
order by seen.condition, seen.dataset, seen.business_key, seen.field, seen.fingerprint

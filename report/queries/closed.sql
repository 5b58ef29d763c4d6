-- Findings that the report before still saw and this one does not.
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
    '已整改' as state,
    ledger.due_on
from quality.finding_seen as seen
inner join quality.finding as ledger
    on
        seen.county_code = ledger.county_code
        and seen.fingerprint = ledger.fingerprint
left join quality.finding_seen as now
    on
        seen.county_code = now.county_code
        and seen.fingerprint = now.fingerprint
        and now.cutoff = %(cutoff)s
where
    seen.county_code = %(county)s
    and seen.cutoff = %(previous_cutoff)s
    and now.fingerprint is null
order by seen.condition, seen.dataset, seen.business_key, seen.field, seen.fingerprint

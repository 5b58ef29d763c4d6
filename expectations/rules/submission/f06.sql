-- F06: the period that the sheet declares is not the one it was sent for. Only where a period is declared.
select
    'F06' as condition,
    submission.county_code,
    submission.submission_id,
    submission.dataset,
    submission.period,
    submission.stream || '|' || submission.period as business_key,
    '' as field,
    submission.facts ->> 'declared_period' as observed,
    submission.period as expected
from {{ submissions() }} as submission
where
    submission.facts ->> 'unreadable' is null
    and submission.facts ->> 'declared_period' <> submission.period

-- F12: the pages do not add up to the platform's total, although all was pulled again.
select
    'F12' as condition,
    submission.county_code,
    submission.submission_id,
    submission.dataset,
    submission.period,
    submission.stream || '|' || submission.period as business_key,
    '' as field,
    '实收 ' || submission.received_rows || ' 行' as observed,
    '接口总数 ' || coalesce(submission.declared_rows::text, submission.facts #>> array['api', 'declared_total']) as expected
from {{ submissions() }} as submission
where
    submission.facts ->> 'unreadable' is null
    and not coalesce((submission.facts #>> array['api', 'complete'])::boolean, true)

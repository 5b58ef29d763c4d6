-- F08: the signature block lacks who filled in, who approved or when. Only where the delivery has one.
select
    'F08' as condition,
    submission.county_code,
    null as submission_id,
    submission.dataset,
    submission.period,
    submission.stream || '|' || submission.period as business_key,
    '' as field,
    '缺少' || concat_ws(
        '、',
        case when coalesce(submission.facts #>> array['envelope', 'filled_by'], '') = '' then '填报人' end,
        case when coalesce(submission.facts #>> array['envelope', 'approved_by'], '') = '' then '审核人' end,
        case when coalesce(submission.facts #>> array['envelope', 'report_date'], '') = '' then '填报日期' end
    ) as observed,
    '填报人、审核人、填报日期齐全' as expected
from {{ submissions() }} as submission
where
    (submission.facts ->> 'has_envelope')::boolean
    and (
        coalesce(submission.facts #>> array['envelope', 'filled_by'], '') = ''
        or coalesce(submission.facts #>> array['envelope', 'approved_by'], '') = ''
        or coalesce(submission.facts #>> array['envelope', 'report_date'], '') = ''
    )

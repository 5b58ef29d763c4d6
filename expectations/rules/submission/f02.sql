-- F02: the submission came after its deadline. Said once, in the report of the time in which it came.
select
    'F02' as condition,
    due.county_code,
    null as submission_id,
    due.dataset,
    due.period,
    due.stream || '|' || due.period as business_key,
    '' as field,
    due.timeliness || ' ' || round(due.late_hours::numeric, 1) || ' 小时' as observed,
    '应于 ' || to_char(due.due_at, 'YYYY-MM-DD HH24:MI') || ' 前报送' as expected
from quality.expected_submission as due
where
    due.timeliness in ('迟报', '补报')
    and due.cause is distinct from '我方故障'
    and due.received_at > {{ previous_cutoff }}
    and due.received_at <= {{ cutoff }}
    and due.dataset in ({{ contracts | map(attribute='dataset') | map('sql') | join(', ') }})

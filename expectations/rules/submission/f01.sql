-- F01: an obligation whose deadline passed without a submission. Our own failure is not the submitter's. A later pull of
-- a whole register also brings what an earlier week missed: there is nothing left to send.
{% set pulled_registers = contracts | selectattr('mode', 'eq', 'snapshot') | rejectattr('delivery.form', 'eq', 'file')
    | map(attribute='dataset') | map('sql') | join(', ') %}
select
    'F01' as condition,
    due.county_code,
    null as submission_id,
    due.dataset,
    due.period,
    due.stream || '|' || due.period as business_key,
    '' as field,
    due.timeliness || coalesce('（' || due.cause || '）', '') as observed,
    '应于 ' || to_char(due.due_at, 'YYYY-MM-DD HH24:MI') || ' 前报送' as expected
from quality.expected_submission as due
where
    due.timeliness = '缺报'
    and due.content is distinct from '退回'
    and due.cause is distinct from '我方故障'
    and due.dataset in ({{ contracts | map(attribute='dataset') | map('sql') | join(', ') }})
{% if pulled_registers %}
    and not exists (
        select 1
        from quality.submission_ledger as later
        where
            later.county_code = due.county_code
            and later.dataset = due.dataset
            and later.stream = due.stream
            and later.state = '已接受'
            and later.received_at > due.due_at
            and later.received_at <= {{ cutoff }}
            and due.dataset in ({{ pulled_registers }})
    )
{% endif %}

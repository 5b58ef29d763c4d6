-- D33.1: more traceable batches than batches. D33.2: batches although the producer has not joined.
select
    broken.condition,
    trace.county_code,
    'AG03' as dataset,
    trace._submission_id as submission_id,
    trace._row_no as row_no,
    trace._business_key as business_key,
    broken.field,
    broken.observed,
    broken.expected
from {{ new('ag_trace') }} as trace
cross join lateral (
    values
    (
        'D33.1', trace.batches_traceable > trace.batches, 'batches_traceable',
        trace.batches_traceable::text, '不超过生产批次 ' || trace.batches
    ),
    ('D33.2', not trace.joined and trace.batches > 0, 'batches', trace.batches::text, '未入驻应为 0')
) as broken (condition, is_broken, field, observed, expected)
where broken.is_broken

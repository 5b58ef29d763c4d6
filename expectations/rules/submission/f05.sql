-- F05: file bytes or the multiset of rows equal those of an earlier period. Empty deliveries and registers are exempt.
select
    'F05' as condition,
    submission.county_code,
    submission.submission_id,
    submission.dataset,
    submission.period,
    submission.stream || '|' || submission.period as business_key,
    '' as field,
    '与 ' || max(earlier.period) || ' 的报送相同' as observed,
    '本期数据' as expected
from {{ submissions() }} as submission
inner join quality.submission_ledger as earlier
    on
        submission.county_code = earlier.county_code
        and submission.dataset = earlier.dataset
        and submission.stream = earlier.stream
        and submission.period > earlier.period
        and submission.received_at > earlier.received_at
        and (
            submission.sha256 = earlier.sha256
            or submission.facts ->> 'row_multiset_hash' = earlier.facts ->> 'row_multiset_hash'
        )
where submission.landed_rows > 0 and earlier.landed_rows > 0
group by
    submission.county_code, submission.submission_id, submission.dataset, submission.period, submission.stream

-- F07: no rows without a zero report, or a count far from the median of the last periods.
-- Own season: a week with holidays is measured against its share of working days, and seasonal datasets have
-- bands of their own (parameters such as high.AG02). Small numbers are not judged.
with sent as (
    select
        submission.county_code,
        submission.dataset,
        submission.stream,
        submission.period,
        submission.received_rows,
        submission.content,
        case when submission.period ~ '^\d{4}-W\d{2}$' then least(1.0, worked.days / 5.0) else 1.0 end as season
    from {{ submissions() }} as submission
    left join lateral (
        select count(*) as days
        from reference.workday as calendar
        where
            calendar.is_workday
            and submission.period ~ '^\d{4}-W\d{2}$'
            and calendar.day >= to_date(submission.period, 'IYYY-"W"IW')
            and calendar.day < to_date(submission.period, 'IYYY-"W"IW') + 7
    ) as worked on true
),

measured as (
    select
        sent.*,
        history.median,
        history.periods,
        coalesce(own_low.value::numeric, {{ param('low') }}) as low,
        coalesce(own_high.value::numeric, {{ param('high') }}) as high
    from sent
    left join lateral (
        select
            percentile_cont(0.5) within group (order by recent.received_rows) as median,
            count(*) as periods
        from (
            select earlier.received_rows
            from sent as earlier
            where
                earlier.county_code = sent.county_code
                and earlier.dataset = sent.dataset
                and earlier.stream = sent.stream
                and earlier.period < sent.period
                and earlier.content is distinct from '零报'
            order by earlier.period desc
            limit {{ param('periods') }}
        ) as recent
    ) as history on true
    left join reference.rule_param as own_low
        on own_low.rule_id = 'F07' and own_low.param = 'low.' || sent.dataset
    left join reference.rule_param as own_high
        on own_high.rule_id = 'F07' and own_high.param = 'high.' || sent.dataset
)

select
    'F07' as condition,
    measured.county_code,
    null as submission_id,
    measured.dataset,
    measured.period,
    measured.stream || '|' || measured.period as business_key,
    '' as field,
    measured.received_rows || ' 行' as observed,
    case
        when measured.received_rows = 0 then '有数据行，或报送零报告'
        else
            '近期中位数 ' || round(measured.median::numeric) || ' 行的 '
            || trim_scale(measured.low * measured.season) || '—' || trim_scale(measured.high) || ' 倍'
    end as expected
from measured
where
    (measured.received_rows = 0 and measured.content is distinct from '零报')
    or (
        measured.received_rows > 0
        and measured.periods >= {{ param('min_periods') }}
        and measured.median >= {{ param('min_median') }}
        and (
            measured.received_rows < measured.low * measured.season * measured.median
            or measured.received_rows > measured.high * measured.median
        )
    )

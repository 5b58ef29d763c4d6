-- F03: the delivery cannot be opened or decoded, or a system refused every pull of a period. Except for datasets kept
-- period by period, a later pull that succeeded has brought what the failed one missed.
select
    'F03' as condition,
    submission.county_code,
    submission.submission_id,
    submission.dataset,
    submission.period,
    submission.stream || '|' || submission.period as business_key,
    '' as field,
    case submission.facts ->> 'unreadable'
        when 'password' then '设有打开密码'
        when 'truncated' then '文件不完整'
        when 'encoding' then '编码不是 UTF-8 或 GB18030'
        when 'empty' then '文件为空'
        when 'oversize' then '展开后超过允许的大小'
        when 'zip_bomb' then '压缩比异常'
        when 'unsafe_name' then '文件名含路径'
        else submission.facts ->> 'unreadable'
    end as observed,
    '能够打开并解码' as expected
from {{ submissions() }} as submission
where submission.facts ->> 'unreadable' <> 'no_header'
{% if not judging %}
{% set by_key = contracts | rejectattr('mode', 'eq', 'period') | map(attribute='dataset') | map('sql') | join(', ') %}

union all

select
    'F03' as condition,
    failed.county_code,
    null as submission_id,
    failed.dataset,
    failed.period,
    failed.stream || '|' || failed.period as business_key,
    '' as field,
    case (array_agg(failed.outcome order by failed.attempted_at desc))[1]
        when 'unreachable' then '系统无法连接'
        when 'unauthorised' then '口令被拒绝'
        else '系统返回错误'
    end || '，共 ' || count(*) || ' 次' as observed,
    '能够取数' as expected
from quality.attempt as failed
where
    failed.outcome in ('unreachable', 'unauthorised', 'server_error')
    and failed.attempted_at <= {{ cutoff }}
    and failed.dataset in ({{ contracts | map(attribute='dataset') | map('sql') | join(', ') }})
    and not exists (
        select 1
        from quality.attempt as succeeded
        where
            succeeded.county_code = failed.county_code
            and succeeded.dataset = failed.dataset
            and succeeded.stream = failed.stream
            and (
                succeeded.period = failed.period
                {% if by_key %}
                or (succeeded.attempted_at > failed.attempted_at and failed.dataset in ({{ by_key }}))
                {% endif %}
            )
            and succeeded.outcome = 'ok'
            and succeeded.attempted_at <= {{ cutoff }}
    )
group by failed.county_code, failed.dataset, failed.stream, failed.period
{% endif %}

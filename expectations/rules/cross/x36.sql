-- X36: a disposal or case still open too long after it was started.
select
    'X36' as condition,
    disposal.county_code,
    'MS09' as dataset,
    '' as period,
    null as region_code,
    {{ key('ms_disposal', 'disposal') }} as business_key,
    'closed_on' as field,
    '启动于 ' || disposal.started_on || '，已 ' || ({{ d }} - disposal.started_on) || ' 天' as observed,
    '{{ param('days') }} 日内办结' as expected,
    'MS08' as counterpart_dataset,
    disposal.sample_no as counterpart_key,
    null as counterpart_value
from {{ current('ms_disposal') }} as disposal
where
    disposal.closed_on is null
    and {{ d }} - disposal.started_on > {{ param('days') }}
    and 'closed_on' <> all(coalesce(disposal._k01, array[]::text[]))

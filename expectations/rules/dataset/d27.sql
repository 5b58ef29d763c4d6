-- D27: .1 active without access; .2 access without a date; .3 more cameras on line than there are;
-- .4 more hours on line than the week holds.
select
    broken.condition,
    platform.county_code,
    'MS11' as dataset,
    platform._submission_id as submission_id,
    platform._row_no as row_no,
    platform._business_key as business_key,
    broken.field,
    broken.observed,
    broken.expected
from {{ new('ms_platform') }} as platform
cross join lateral (
    values
    ('D27.1', platform.active and not platform.joined, 'active', '活跃', '未接入不得为活跃'),
    (
        'D27.2',
        platform.joined
        and platform.joined_on is null
        and 'joined_on' <> all(coalesce(platform._k01, array[]::text[])),
        'joined_on', null, '已接入应有接入日期'
    ),
    (
        'D27.3', platform.cameras_online > platform.cameras, 'cameras_online',
        platform.cameras_online::text, '不超过摄像头数 ' || platform.cameras
    ),
    (
        'D27.4', platform.online_hours > {{ param('hours') }} * platform.cameras, 'online_hours',
        platform.online_hours::text, '不超过 ' || {{ param('hours') }} * platform.cameras || ' 小时'
    )
) as broken (condition, is_broken, field, observed, expected)
where broken.is_broken

-- D45: a cadre in post without the signed commitment or one of the three lists; one finding per missing part.
select
    'D45' as condition,
    cadre.county_code,
    'FS01' as dataset,
    '' as period,
    cadre.region_code,
    {{ key('fs_cadre', 'cadre') }} as business_key,
    part.field,
    part.observed,
    part.expected
from {{ current('fs_cadre') }} as cadre
cross join lateral (
    values
    ('pledge_on', cadre.pledge_on is null, null, '承诺书签订日期'),
    ('list_duty', not coalesce(cadre.list_duty, false), case when not cadre.list_duty then '否' end, '责任清单'),
    ('list_task', not coalesce(cadre.list_task, false), case when not cadre.list_task then '否' end, '任务清单'),
    ('list_check', not coalesce(cadre.list_check, false), case when not cadre.list_check then '否' end, '督查清单')
) as part (field, is_missing, observed, expected)
where
    cadre.status = '在任'
    and (cadre.to_on is null or cadre.to_on > {{ d }})
    and part.is_missing

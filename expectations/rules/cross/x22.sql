-- X22: still counted as joined although the entity has been closed for too long.
select
    'X22' as condition,
    platform.county_code,
    'MS11' as dataset,
    '' as period,
    entity.region_code,
    {{ key('ms_platform', 'platform') }} as business_key,
    'joined' as field,
    '已接入' as observed,
    '关停 {{ param('days') }} 日内注销账号' as expected,
    'MS01' as counterpart_dataset,
    entity.entity_id as counterpart_key,
    entity.reg_status || '、' || entity.oper_status || '（' || entity.status_on || '）' as counterpart_value
from {{ current('ms_platform') }} as platform
inner join {{ current('ms_entity') }} as entity
    on platform.county_code = entity.county_code and platform.entity_id = entity.entity_id
where
    platform.joined
    and (entity.reg_status <> '存续' or entity.oper_status <> '正常')
    and {{ d }} - entity.status_on > {{ param('days') }}

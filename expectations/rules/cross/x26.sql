-- X26: a live binding of an entity that was closed longer ago than the grace of both offices together.
select
    'X26' as condition,
    binding.county_code,
    'FS02' as dataset,
    '' as period,
    binding.region_code,
    {{ key('fs_binding', 'binding') }} as business_key,
    'entity_id' as field,
    binding.entity_id || '，包保有效' as observed,
    '关停 {{ param('grace') }} 个工作日内调整' as expected,
    'MS01' as counterpart_dataset,
    entity.entity_id as counterpart_key,
    entity.reg_status || '、' || entity.oper_status || '（' || entity.status_on || '）' as counterpart_value
from {{ current('fs_binding') }} as binding
inner join {{ current('ms_entity') }} as entity
    on binding.county_code = entity.county_code and binding.entity_id = entity.entity_id
where
    binding.from_on <= {{ d }}
    and (binding.to_on is null or binding.to_on > {{ d }})
    and (entity.reg_status <> '存续' or entity.oper_status in ('停业', '歇业'))
    and entity.status_on < {{ overdue(param('grace')) }}

-- X25: a live binding of an entity that market supervision does not know. All landed entities count as known.
select
    'X25' as condition,
    binding.county_code,
    'FS02' as dataset,
    '' as period,
    binding.region_code,
    {{ key('fs_binding', 'binding') }} as business_key,
    'entity_id' as field,
    binding.entity_id as observed,
    '主体库中的主体编号' as expected,
    'MS01' as counterpart_dataset,
    null as counterpart_key,
    '主体库中没有' as counterpart_value
from {{ current('fs_binding') }} as binding
where
    binding.from_on <= {{ d }}
    and (binding.to_on is null or binding.to_on > {{ d }})
    and binding.entity_id is not null
    and not exists (
        select 1
        from {{ landed('ms_entity') }} as entity
        where entity.county_code = binding.county_code and entity.entity_id = binding.entity_id
    )

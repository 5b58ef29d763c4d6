-- D46: several live bindings of one entity.
select
    'D46' as condition,
    binding.county_code,
    'FS02' as dataset,
    '' as period,
    min(binding.region_code) as region_code,
    binding.entity_id as business_key,
    'binding_id' as field,
    string_agg(binding.binding_id, '、' order by binding.binding_id) as observed,
    '只有一条有效包保关系' as expected
from {{ current('fs_binding') }} as binding
where
    binding.entity_id is not null
    and binding.from_on <= {{ d }}
    and (binding.to_on is null or binding.to_on > {{ d }})
group by binding.county_code, binding.entity_id
having count(*) > 1

-- X27: an entity in operation, licensed longer ago than the grace, has no live binding.
select
    'X27' as condition,
    entity.county_code,
    'FS02' as dataset,
    '' as period,
    entity.region_code,
    entity.entity_id as business_key,
    'entity_id' as field,
    '没有有效包保关系' as observed,
    '发证 {{ param('grace') }} 个工作日内确定包保干部' as expected,
    'MS01' as counterpart_dataset,
    entity.entity_id as counterpart_key,
    entity.entity_name || '（' || licence.lic_no || '，' || licence.issued_on || ' 发证）' as counterpart_value
from {{ current('ms_entity') }} as entity
inner join (
    select distinct on (county_code, entity_id)
        county_code,
        entity_id,
        lic_no,
        issued_on
    from quality.entity_licence
    where is_live and entity_id is not null and issued_on < {{ overdue(param('grace')) }}
    order by county_code, entity_id, issued_on, lic_no
) as licence
    on entity.county_code = licence.county_code and entity.entity_id = licence.entity_id
where
    entity.reg_status = '存续'
    and entity.oper_status = '正常'
    and not exists (
        select 1
        from {{ landed('fs_binding') }} as binding
        where
            binding.county_code = entity.county_code
            and binding.entity_id = entity.entity_id
            and binding.from_on <= {{ d }}
            and (binding.to_on is null or binding.to_on > {{ d }})
    )

-- X28.1: a live binding of an entity in operation without grade or grading date, one finding each.
-- X28.2: graded, but no cadre.
select
    broken.condition,
    binding.county_code,
    'FS02' as dataset,
    '' as period,
    binding.region_code,
    {{ key('fs_binding', 'binding') }} as business_key,
    broken.field,
    null as observed,
    broken.expected,
    'MS01' as counterpart_dataset,
    entity.entity_id as counterpart_key,
    entity.entity_name as counterpart_value
from {{ current('fs_binding') }} as binding
inner join {{ current('ms_entity') }} as entity
    on binding.county_code = entity.county_code and binding.entity_id = entity.entity_id
cross join lateral (
    values
    ('X28.1', binding.bb_grade is null, 'bb_grade', 'A、B、C、D 之一'),
    ('X28.1', binding.graded_on is null, 'graded_on', '分级日期'),
    ('X28.2', binding.bb_grade is not null and binding.cadre_id is null, 'cadre_id', '包保干部编号')
) as broken (condition, is_broken, field, expected)
where
    binding.from_on <= {{ d }}
    and (binding.to_on is null or binding.to_on > {{ d }})
    and entity.reg_status = '存续'
    and entity.oper_status = '正常'
    and broken.is_broken
    and broken.field <> all(coalesce(binding._k01 || binding._k03, array[]::text[]))

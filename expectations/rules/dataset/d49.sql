-- D49.1: more problems mended than found. D49.2: visited outside the validity of the binding; any landed binding
-- of that number may cover the day.
select
    'D49.1' as condition,
    visit.county_code,
    'FS03' as dataset,
    visit.period,
    null as region_code,
    {{ key('fs_visit', 'visit') }} as business_key,
    'fixed_n' as field,
    visit.fixed_n::text as observed,
    '不超过发现问题数 ' || visit.problems as expected
from {{ current('fs_visit') }} as visit
where visit.fixed_n > visit.problems

union all

select
    'D49.2' as condition,
    visit.county_code,
    'FS03' as dataset,
    visit.period,
    null as region_code,
    {{ key('fs_visit', 'visit') }} as business_key,
    'visit_date' as field,
    visit.visit_date::text as observed,
    '包保关系 ' || visit.binding_id || ' 有效期 ' || validity.from_on || ' 至 ' || coalesce(validity.to_on::text, '今')
        as expected
from {{ current('fs_visit') }} as visit
inner join (
    select
        binding.county_code,
        binding.binding_id,
        min(binding.from_on) as from_on,
        case when bool_and(binding.to_on is not null) then max(binding.to_on) end as to_on
    from {{ landed('fs_binding') }} as binding
    group by binding.county_code, binding.binding_id
) as validity
    on visit.county_code = validity.county_code and visit.binding_id = validity.binding_id
where visit.visit_date < validity.from_on or visit.visit_date > validity.to_on

-- X29: a live binding whose cadre has left.
select
    'X29' as condition,
    binding.county_code,
    'FS02' as dataset,
    '' as period,
    binding.region_code,
    {{ key('fs_binding', 'binding') }} as business_key,
    'cadre_id' as field,
    binding.cadre_id as observed,
    '在任干部' as expected,
    'FS01' as counterpart_dataset,
    cadre.cadre_id as counterpart_key,
    cadre.status || coalesce('（' || cadre.to_on || '）', '') as counterpart_value
from {{ current('fs_binding') }} as binding
inner join {{ current('fs_cadre') }} as cadre
    on binding.county_code = cadre.county_code and binding.cadre_id = cadre.cadre_id
where
    binding.from_on <= {{ d }}
    and (binding.to_on is null or binding.to_on > {{ d }})
    and (cadre.status = '离任' or cadre.to_on <= {{ d }})

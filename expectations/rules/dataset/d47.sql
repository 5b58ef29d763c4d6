-- D47: the level of a live binding is not the one of its entity's grade (A 市, B 县, C 乡, D 村).
select
    'D47' as condition,
    binding.county_code,
    'FS02' as dataset,
    '' as period,
    binding.region_code,
    {{ key('fs_binding', 'binding') }} as business_key,
    'level' as field,
    binding.level as observed,
    binding.bb_grade || ' 级应为' || grade.level as expected
from {{ current('fs_binding') }} as binding
inner join reference.grade_level as grade on binding.bb_grade = grade.bb_grade
where
    binding.from_on <= {{ d }}
    and (binding.to_on is null or binding.to_on > {{ d }})
    and binding.level <> grade.level

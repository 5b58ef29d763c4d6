-- D50.1: a visit on site without a photo. D50.2: problems found and not described.
select
    broken.condition,
    visit.county_code,
    'FS03' as dataset,
    visit._submission_id as submission_id,
    visit._row_no as row_no,
    visit._business_key as business_key,
    broken.field,
    broken.observed,
    broken.expected
from {{ new('fs_visit') }} as visit
cross join lateral (
    values
    ('D50.1', visit.mode = '现场' and coalesce(visit.photos, 0) = 0, 'photos', visit.photos::text, '至少 1 张'),
    ('D50.2', visit.problems > 0 and visit.descr is null, 'descr', null, '发现问题 ' || visit.problems || ' 个，应有描述')
) as broken (condition, is_broken, field, observed, expected)
where broken.is_broken

-- D05: an enterprise, co-operative or self-employed business has no unified social credit code.
select
    'D05' as condition,
    entity.county_code,
    'MS01' as dataset,
    entity._submission_id as submission_id,
    entity._row_no as row_no,
    entity._business_key as business_key,
    'uscc' as field,
    null as observed,
    entity.entity_type || '应有统一社会信用代码' as expected
from {{ new('ms_entity') }} as entity
where entity.entity_type in ('企业', '农民专业合作社', '个体工商户') and entity.uscc is null

-- D42.1: treated before collected. D42.2: treated more than a week after.
select
    case when disposal.treated_on < disposal.collected_on then 'D42.1' else 'D42.2' end as condition,
    disposal.county_code,
    'AH05' as dataset,
    disposal._submission_id as submission_id,
    disposal._row_no as row_no,
    disposal._business_key as business_key,
    'treated_on' as field,
    disposal.treated_on::text as observed,
    '收集日期 ' || disposal.collected_on || ' 起 {{ param('days') }} 日内' as expected
from {{ new('ah_disposal') }} as disposal
where
    disposal.treated_on < disposal.collected_on
    or disposal.treated_on > disposal.collected_on + {{ param('days') }}

-- X23: the licence bound to the account is not found among licences, filings and registrations, or is not live.
select
    'X23' as condition,
    platform.county_code,
    'MS11' as dataset,
    '' as period,
    null as region_code,
    {{ key('ms_platform', 'platform') }} as business_key,
    'lic_no' as field,
    platform.lic_no as observed,
    '有效的许可、备案或登记' as expected,
    coalesce(licence.dataset, 'MS03') as counterpart_dataset,
    case when licence.lic_no is not null then platform.lic_no end as counterpart_key,
    case when licence.lic_no is null then '没有此证号' else '已失效' end as counterpart_value
from {{ current('ms_platform') }} as platform
left join (
    select
        county_code,
        lic_no,
        min(dataset) as dataset,
        bool_or(is_live) as is_live
    from quality.entity_licence
    group by county_code, lic_no
) as licence
    on platform.county_code = licence.county_code and platform.lic_no = licence.lic_no
where platform.lic_no is not null and not coalesce(licence.is_live, false)

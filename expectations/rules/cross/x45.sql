-- X45.1: the sampled party's code is unknown to the register. X45.2: sampled after the party's registration ended.
with registered as (
    select
        county_code,
        uscc,
        min(entity_id) as entity_id,
        string_agg(distinct reg_status, '、') as statuses,
        case when bool_and(reg_status in ('注销', '吊销', '撤销')) then max(status_on) end as ended_on
    from {{ landed('ms_entity') }} as entity
    where uscc is not null
    group by county_code, uscc
)

select
    case when registered.uscc is null then 'X45.1' else 'X45.2' end as condition,
    sample.county_code,
    'MS08' as dataset,
    '' as period,
    null as region_code,
    {{ key('ms_sample', 'sample') }} as business_key,
    'sampled_uscc' as field,
    sample.sampled_uscc || '，抽样日期 ' || sample.sampled_on as observed,
    case when registered.uscc is null then '主体库中的代码' else '抽样时主体存续' end as expected,
    'MS01' as counterpart_dataset,
    registered.entity_id as counterpart_key,
    coalesce(registered.statuses || '（' || registered.ended_on || '）', '主体库中没有') as counterpart_value
from {{ current('ms_sample') }} as sample
left join registered on sample.county_code = registered.county_code and sample.sampled_uscc = registered.uscc
where
    sample.sampled_uscc is not null
    and (registered.uscc is null or sample.sampled_on > registered.ended_on)

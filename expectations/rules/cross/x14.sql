-- X14: a producer is in operation and on the trace platform although its registration ended too long ago.
with ended as (
    select
        county_code,
        uscc,
        max(status_on) as status_on,
        string_agg(distinct reg_status, '、') as statuses,
        min(entity_id) as entity_id
    from {{ current('ms_entity') }} as entity
    where uscc is not null
    group by county_code, uscc
    having bool_and(reg_status in ('注销', '吊销'))
)

select
    'X14' as condition,
    producer.county_code,
    'AG01' as dataset,
    '' as period,
    producer.region_code,
    {{ key('ag_producer', 'producer') }} as business_key,
    'status' as field,
    producer.status || '，已入驻' as observed,
    '注销' as expected,
    'MS01' as counterpart_dataset,
    ended.entity_id as counterpart_key,
    ended.statuses || '（' || ended.status_on || '）' as counterpart_value
from {{ current('ag_producer') }} as producer
inner join ended on producer.county_code = ended.county_code and producer.uscc = ended.uscc
where
    producer.on_trace
    and producer.status = '正常'
    and ended.status_on < {{ overdue(param('grace')) }}

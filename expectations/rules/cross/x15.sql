-- X15.1: a certificate issued on or after the day the producer's registration ended. X15.2: issued by a producer
-- that has stopped producing, since that was recorded.
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
    broken.condition,
    cert.county_code,
    'AG02' as dataset,
    '' as period,
    cert.region_code,
    {{ key('ag_cert', 'cert') }} as business_key,
    'issued_on' as field,
    cert.issued_on::text as observed,
    broken.expected,
    broken.counterpart_dataset,
    broken.counterpart_key,
    broken.counterpart_value
from {{ current('ag_cert') }} as cert
inner join {{ current('ag_producer') }} as producer
    on cert.county_code = producer.county_code and cert.producer_id = producer.producer_id
left join ended on producer.county_code = ended.county_code and producer.uscc = ended.uscc
cross join lateral (
    values
    (
        'X15.1', cert.issued_on >= ended.status_on, '早于 ' || ended.status_on,
        'MS01', ended.entity_id, ended.statuses || '（' || ended.status_on || '）'
    ),
    (
        'X15.2', producer.status = '停产' and cert.issued_on >= producer.updated_at::date,
        '早于 ' || producer.updated_at::date, 'AG01', producer.producer_id, '停产（' || producer.updated_at::date || '）'
    )
) as broken (condition, is_broken, expected, counterpart_dataset, counterpart_key, counterpart_value)
where broken.is_broken

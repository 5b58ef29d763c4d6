-- X40: an obliged producer sold in the month and issued no certificate. Judged once the certificates of the whole
-- month have been pulled.
select
    'X40' as condition,
    trace.county_code,
    'AG03' as dataset,
    trace.period,
    producer.region_code,
    {{ key('ag_trace', 'trace') }} as business_key,
    'selling' as field,
    '本月有销售' as observed,
    producer.kind || '销售应开具合格证' as expected,
    'AG02' as counterpart_dataset,
    trace.producer_id as counterpart_key,
    '没有合格证' as counterpart_value
from {{ current('ag_trace') }} as trace
inner join {{ current('ag_producer') }} as producer
    on trace.county_code = producer.county_code and trace.producer_id = producer.producer_id
where
    trace.selling
    and producer.kind in ('企业', '合作社', '收购者')
    and not exists (
        select 1
        from {{ landed('ag_cert') }} as cert
        where
            cert.county_code = trace.county_code
            and cert.producer_id = trace.producer_id
            and to_char(cert.issued_on, 'YYYYMM') = trace.stat_month
    )
    and exists (
        select 1
        from {{ delivered('AG02') }} as arrived
        where
            arrived.county_code = trace.county_code
            and norm.period_start(arrived.period) + 6
            >= (to_date(trace.stat_month, 'YYYYMM') + interval '1 month')::date - 1
    )

-- D32.1: issued after it was entered. D32.2: one certificate number on several rows.
select
    'D32.1' as condition,
    cert.county_code,
    'AG02' as dataset,
    '' as period,
    cert.region_code,
    {{ key('ag_cert', 'cert') }} as business_key,
    'issued_on' as field,
    cert.issued_on::text as observed,
    '不晚于录入日期 ' || cert.created_at::date as expected
from {{ current('ag_cert') }} as cert
where cert.issued_on > cert.created_at::date

union all

select
    'D32.2' as condition,
    cert.county_code,
    'AG02' as dataset,
    '' as period,
    min(cert.region_code) as region_code,
    cert.cert_no as business_key,
    'cert_no' as field,
    '出现 ' || count(*) || ' 行' as observed,
    '一个编号一张合格证' as expected
from {{ landed('ag_cert') }} as cert
where cert.row_state in ('current', 'duplicate')
group by cert.county_code, cert.cert_no
having count(*) > 1

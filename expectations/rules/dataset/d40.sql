-- D40.1: one certificate number and type on several rows. D40.2: one of them voided, another not.
select
    case when bool_or(cert.voided) and bool_or(not cert.voided) then 'D40.2' else 'D40.1' end as condition,
    cert.county_code,
    'AH04' as dataset,
    max(cert.period) as period,
    null as region_code,
    cert.cert_no || '|' || cert.cert_type as business_key,
    case when bool_or(cert.voided) and bool_or(not cert.voided) then 'voided' else 'cert_no' end as field,
    '出现 ' || count(*) || ' 行' as observed,
    '一个编号一张证明' as expected
from {{ landed('ah_quarantine') }} as cert
where cert.row_state in ('current', 'duplicate')
group by cert.county_code, cert.cert_no, cert.cert_type
having count(*) > 1

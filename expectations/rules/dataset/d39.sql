-- D39.1: a certificate number is not ten digits. D39.2: it starts with another province although the animals
-- leave from this county (origin code of a farm, or of a plant with its leading A or B).
select
    case when cert.cert_no ~ '^\d{10}$' then 'D39.2' else 'D39.1' end as condition,
    cert.county_code,
    'AH04' as dataset,
    cert._submission_id as submission_id,
    cert._row_no as row_no,
    cert._business_key as business_key,
    'cert_no' as field,
    cert.cert_no as observed,
    case when cert.cert_no ~ '^\d{10}$' then '以 ' || county.province_code || ' 开头' else '10 位数字' end as expected
from {{ new('ah_quarantine') }} as cert
inner join reference.county as county on cert.county_code = county.county_code
where
    cert.cert_no !~ '^\d{10}$'
    or (
        left(cert.cert_no, 2) <> county.province_code
        and left(regexp_replace(cert.origin_code, '^[AB]', ''), 6) = cert.county_code
    )

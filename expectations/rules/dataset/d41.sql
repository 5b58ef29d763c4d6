-- D41: valid for longer than its type allows (动物B the same day, 动物A 5 days, 产品A 7 days).
select
    'D41' as condition,
    cert.county_code,
    'AH04' as dataset,
    cert._submission_id as submission_id,
    cert._row_no as row_no,
    cert._business_key as business_key,
    'valid_days' as field,
    cert.valid_days::text as observed,
    cert.cert_type || '不超过 ' || longest.days || ' 天' as expected
from {{ new('ah_quarantine') }} as cert
inner join (
    values
    ('动物B', {{ param('animal_b') }}),
    ('动物A', {{ param('animal_a') }}),
    ('产品A', {{ param('product_a') }})
) as longest (cert_type, days) on cert.cert_type = longest.cert_type
where cert.valid_days > longest.days

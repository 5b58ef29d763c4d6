-- D07: a production licence number is not SC and 14 digits, or its check digit (GB/T 17710) is wrong.
select
    'D07' as condition,
    licence.county_code,
    'MS02' as dataset,
    licence._submission_id as submission_id,
    licence._row_no as row_no,
    licence._business_key as business_key,
    'lic_no' as field,
    licence.lic_no as observed,
    'SC 加 14 位数字，校验位相符' as expected
from {{ new('ms_prod_lic') }} as licence
where
    licence.lic_no !~ '^SC\d{14}$'
    or not norm.mod11_10_is_valid(substr(licence.lic_no, 3))

-- D08.1: neither a JY nor a YB number, or a JY number whose check digit is wrong.
-- D08.2: a YB number whose check digit is wrong; its algorithm is assumed to be that of JY, hence W.
select
    case when licence.lic_no ~ '^YB[12]\d{13}$' then 'D08.2' else 'D08.1' end as condition,
    licence.county_code,
    'MS03' as dataset,
    licence._submission_id as submission_id,
    licence._row_no as row_no,
    licence._business_key as business_key,
    'lic_no' as field,
    licence.lic_no as observed,
    'JY 或 YB 加 14 位数字，首位与校验位相符' as expected
from {{ new('ms_oper_lic') }} as licence
where
    licence.lic_no !~ '^(JY[123]|YB[12])\d{13}$'
    or not norm.mod11_10_is_valid(substr(licence.lic_no, 3))

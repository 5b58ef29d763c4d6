-- rendered from contract MS02 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ms_prod_lic_rows') }}
where row_state = 'current'

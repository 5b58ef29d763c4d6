-- rendered from contract AG05 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ag_brand_rows') }}
where row_state = 'current'

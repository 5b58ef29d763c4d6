-- rendered from contract MS04 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ms_small_reg_rows') }}
where row_state = 'current'

-- rendered from contract MS12 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ms_staff_ctl_rows') }}
where row_state = 'current'

-- rendered from contract MS06 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ms_hazard_rows') }}
where row_state = 'current'

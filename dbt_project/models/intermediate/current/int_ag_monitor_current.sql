-- rendered from contract AG04 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ag_monitor_rows') }}
where row_state = 'current'

-- rendered from contract AG03 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ag_trace_rows') }}
where row_state = 'current'

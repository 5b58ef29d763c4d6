-- rendered from contract AG06 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ag_inputs_rows') }}
where row_state = 'current'

-- rendered from contract MS01 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ms_entity_rows') }}
where row_state = 'current'

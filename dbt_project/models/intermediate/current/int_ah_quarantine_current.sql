-- rendered from contract AH04 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ah_quarantine_rows') }}
where row_state = 'current'

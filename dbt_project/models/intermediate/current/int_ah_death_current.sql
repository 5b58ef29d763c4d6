-- rendered from contract AH06 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ah_death_rows') }}
where row_state = 'current'

-- rendered from contract AH01 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ah_farm_rows') }}
where row_state = 'current'

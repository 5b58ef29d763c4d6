-- rendered from contract AH02 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ah_slaughterhouse_rows') }}
where row_state = 'current'

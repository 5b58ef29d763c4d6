-- rendered from contract AH03 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_ah_slaughter_day_rows') }}
where row_state = 'current'

-- rendered from contract FS06 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_fs_fund_rows') }}
where row_state = 'current'

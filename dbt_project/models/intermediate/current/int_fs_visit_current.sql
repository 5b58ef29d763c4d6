-- rendered from contract FS03 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_fs_visit_rows') }}
where row_state = 'current'

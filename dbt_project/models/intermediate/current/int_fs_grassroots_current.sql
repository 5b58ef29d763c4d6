-- rendered from contract FS05 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_fs_grassroots_rows') }}
where row_state = 'current'

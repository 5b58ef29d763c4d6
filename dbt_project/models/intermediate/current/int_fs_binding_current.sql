-- rendered from contract FS02 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_fs_binding_rows') }}
where row_state = 'current'

-- rendered from contract FS04 version 1.0.0, do not edit: run `make render`

select * from {{ ref('int_fs_meeting_rows') }}
where row_state = 'current'

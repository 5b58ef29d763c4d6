-- rendered from contract MS01 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS01', '1.0.0+fe7a3471') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_entity')) }}

),

codes as materialized (

    {{ code_map('MS01') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['entity_id'],
            [
                'entity_id',
                'entity_name',
                'uscc',
                'entity_type',
                'stage',
                'biz_form',
                'legal_rep',
                'phone',
                'address',
                'region_code',
                'mso_code',
                'reg_status',
                'oper_status',
                'status_on',
                'established_on',
                'employees',
                'area_m2',
                'is_collective',
                'updated_at'
            ],
            '1.0.0+fe7a3471'
        ) }},
        typed.*,
        {{ marks(
            cast=['status_on', 'established_on', 'is_collective', 'updated_at'],
            measured={'employees': "'人', '{}'", 'area_m2': "'平方米', '{}'"},
            coded=['entity_type', 'stage', 'biz_form', 'reg_status', 'oper_status'],
            placed=['region_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.entity_id) as entity_id,
            norm.text(landed.entity_name) as entity_name,
            norm.code(landed.uscc) as uscc,
            {{ coded('entity_type') }} as entity_type,
            {{ coded('stage') }} as stage,
            {{ coded('biz_form') }} as biz_form,
            norm.text(landed.legal_rep) as legal_rep,
            norm.code(landed.phone) as phone,
            norm.text(landed.address) as address,
            {{ placed('region_code') }} as region_code,
            norm.id(landed.mso_code) as mso_code,
            {{ coded('reg_status') }} as reg_status,
            {{ coded('oper_status') }} as oper_status,
            norm.date(landed.status_on, landed._near) as status_on,
            norm.date(landed.established_on, landed._near) as established_on,
            norm.whole_quantity(landed.employees, '人', '{}') as employees,
            norm.sized_quantity(landed.area_m2, '平方米', '{}', 10, 2) as area_m2,
            norm.bool(landed.is_collective) as is_collective,
            norm.ts(landed.updated_at, landed._near) as updated_at
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

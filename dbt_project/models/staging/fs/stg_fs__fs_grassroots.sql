-- rendered from contract FS05 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS05', '1.0.0+5c09f252') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_grassroots')) }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['town_code', 'stat_quarter'],
            [
                'town_code',
                'stat_quarter',
                'has_sign',
                'staff',
                'office_m2',
                'standard_ok',
                'accepted_on',
                'star',
                'mso_code',
                'improved',
                'improved_on',
                'improve_wan',
                'added_staff',
                'transfer_batch',
                'weak',
                'villages',
                'villages_covered',
                'assistants',
                'allowance',
                'kits'
            ],
            '1.0.0+5c09f252'
        ) }},
        typed.*,
        {{ marks(
            cast=[
                'stat_quarter',
                'has_sign',
                'standard_ok',
                'accepted_on',
                'improved',
                'improved_on',
                'weak'
            ],
            measured={
                'staff': "'人', '{}'",
                'office_m2': "'平方米', '{}'",
                'star': "null, '{}'",
                'improve_wan': "'万元', '{}'",
                'added_staff': "'名', '{}'",
                'villages': "'个', '{}'",
                'villages_covered': "'个', '{}'",
                'assistants': "'人', '{}'",
                'allowance': "'元', '{}'",
                'kits': "'个', '{}'"
            },
            placed=['town_code']
        ) }}
    from landed
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            {{ placed('town_code') }} as town_code,
            norm.stat_quarter(landed.stat_quarter, landed._near) as stat_quarter,
            norm.bool(landed.has_sign) as has_sign,
            case
                when norm.squeeze(landed.staff) = '无' then 0
                else norm.whole_quantity(landed.staff, '人', '{}')
            end as staff,
            norm.sized_quantity(landed.office_m2, '平方米', '{}', 10, 2) as office_m2,
            norm.bool(landed.standard_ok) as standard_ok,
            norm.date(landed.accepted_on, landed._near) as accepted_on,
            norm.whole_quantity(landed.star, null, '{}') as star,
            norm.id(landed.mso_code) as mso_code,
            norm.bool(landed.improved) as improved,
            norm.date(landed.improved_on, landed._near) as improved_on,
            norm.sized_quantity(landed.improve_wan, '万元', '{}', 12, 4) as improve_wan,
            case
                when norm.squeeze(landed.added_staff) = '无' then 0
                else norm.whole_quantity(landed.added_staff, '名', '{}')
            end as added_staff,
            norm.text(landed.transfer_batch) as transfer_batch,
            norm.bool(landed.weak) as weak,
            norm.whole_quantity(landed.villages, '个', '{}') as villages,
            norm.whole_quantity(landed.villages_covered, '个', '{}') as villages_covered,
            norm.whole_quantity(landed.assistants, '人', '{}') as assistants,
            norm.sized_quantity(landed.allowance, '元', '{}', 10, 2) as allowance,
            norm.whole_quantity(landed.kits, '个', '{}') as kits
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

with

capacity as (

    select * from {{ ref('int_fs_grassroots_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        capacity.county_code,
        coalesce(townships.region_code, '未知') as region_code,
        capacity.town_code,
        capacity.stat_quarter,
        norm.period_start(capacity.stat_quarter) as quarter_starts_on,
        coalesce(capacity.has_sign, false) as has_sign,
        capacity.staff,
        capacity.office_m2,
        coalesce(capacity.standard_ok, false) as is_accepted,
        capacity.accepted_on,
        capacity.star,
        capacity.mso_code,
        coalesce(capacity.improved, false) as is_improved,
        capacity.improved_on,
        capacity.improve_wan,
        capacity.added_staff,
        capacity.transfer_batch,
        coalesce(capacity.weak, false) as is_weak,
        capacity.villages,
        capacity.villages_covered,
        capacity.assistants,
        capacity.allowance as allowance_cny,
        capacity.kits
    from capacity
    left join townships
        on
            capacity.county_code = townships.county_code
            and left(capacity.town_code, 9) = townships.township_code

)

select * from final

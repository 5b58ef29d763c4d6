with

cadres as (

    select * from {{ ref('int_fs_cadre_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        cadres.county_code,
        cadres.cadre_id,
        {{ mask_name('cadres.name') }} as masked_name,
        cadres.unit,
        cadres.level,
        coalesce(townships.region_code, '未知') as region_code,
        cadres.account as has_account,
        cadres.pledge_on,
        cadres.list_duty as has_duty_list,
        cadres.list_task as has_task_list,
        cadres.list_check as has_check_list,
        cadres.trained_on,
        cadres.from_on,
        cadres.to_on,
        cadres.status,
        coalesce({{ is_live_cadre('cadres', 'clock.report_day') }}, false) as is_live
    from cadres
    cross join clock
    left join townships
        on
            cadres.county_code = townships.county_code
            and left(cadres.region_code, 9) = townships.township_code

)

select * from final

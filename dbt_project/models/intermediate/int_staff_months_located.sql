with

months as (

    select * from {{ followed(ref('int_ms_staff_ctl_current')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

final as (

    select
        months.county_code,
        months.entity_id,
        {{ month_key('months.stat_month') }} as month,
        coalesce(entities.region_code, '未知') as region_code,
        coalesce(months.need_director, false) as need_director,
        coalesce(months.has_director, false) as has_director,
        coalesce(months.need_officers, 0) as need_officers,
        coalesce(months.officers, 0) as officers,
        coalesce(months.need_officers > 0, false) as is_obliged,
        coalesce(months.open_days, 0) as open_days,
        coalesce(months.daily_n, 0) as daily_n,
        coalesce(months.weekly_n, 0) as weekly_n,
        coalesce(months.monthly_n, 0) as monthly_n,
        coalesce(months.self_found, 0) as self_found,
        coalesce(months.self_fixed, 0) as self_fixed,
        months.tested,
        months.passed,
        months.self_last,
        coalesce({{ month_of('months.self_last') }} = {{ month_key('months.stat_month') }}, false)
            as is_self_checked
    from months
    left join entities
        on
            months.county_code = entities.county_code
            and months.entity_id = entities.entity_id

)

select * from final

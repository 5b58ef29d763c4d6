with

months as (

    select * from {{ followed(ref('int_staff_months_located')) }}

),

final as (

    select
        county_code,
        entity_id,
        month,
        region_code,
        need_director,
        has_director,
        need_officers,
        officers,
        open_days,
        daily_n,
        weekly_n,
        monthly_n,
        self_found,
        self_fixed,
        tested,
        passed,
        self_last,
        is_self_checked
    from months

)

select * from final

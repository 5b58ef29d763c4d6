with

farm_weeks as (

    select * from {{ ref('int_ah_death_current') }}

),

final as (

    select
        county_code,
        farm_code,
        species,
        stat_week as week,
        stock_begin,
        in_n,
        out_n,
        dead_n,
        culled_n,
        stock_end,
        should_treat,
        treated_n,
        epidemic
    from farm_weeks

)

select * from final

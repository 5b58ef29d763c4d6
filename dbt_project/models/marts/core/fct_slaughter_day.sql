with

days as (

    select * from {{ ref('int_ah_slaughter_day_current') }}

),

final as (

    select
        county_code,
        plant_code,
        species,
        stat_date,
        stock_begin,
        in_heads,
        in_certs,
        in_cert_heads,
        dead_waiting,
        ante_reject,
        slaughtered,
        post_pass,
        post_reject_eq,
        prod_certs,
        prod_kg,
        quality_certs,
        asf_tests,
        beta_tests,
        disposed_eq,
        stock_end
    from days

)

select * from final

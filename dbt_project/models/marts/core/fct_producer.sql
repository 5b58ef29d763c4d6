with

final as (

    select
        county_code,
        producer_id,
        producer_name,
        uscc,
        kind,
        sector,
        main_product,
        area_mu,
        annual_t,
        region_code,
        in_roster,
        on_trace,
        has_inspector,
        status,
        is_live
    from {{ ref('int_producers_located') }}

)

select * from final

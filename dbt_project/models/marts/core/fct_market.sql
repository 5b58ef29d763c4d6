with

markets as (

    select * from {{ ref('int_markets_located') }}

),

final as (

    select
        county_code,
        cluster_id,
        market_name,
        report_name,
        kind,
        address,
        region_code,
        opener_uscc,
        opener,
        area_m2,
        stalls_capacity,
        stalls_occupied,
        food_stalls,
        food_stalls_reg,
        invest_wan,
        arrived_wan,
        progress_pct,
        has_lab,
        opened_on
    from markets

)

select * from final

with

markets as (

    select * from {{ ref('int_fs_market_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

named_markets as (

    select * from {{ ref('named_market') }}

),

final as (

    select
        markets.county_code,
        markets.cluster_id,
        markets.name as market_name,
        named_markets.report_name,
        markets.kind,
        markets.address,
        coalesce(townships.region_code, '未知') as region_code,
        markets.opener_uscc,
        markets.opener,
        markets.area_m2,
        markets.stalls_capacity,
        markets.stalls_occupied,
        markets.food_stalls,
        markets.food_stalls_reg,
        markets.invest_wan,
        markets.arrived_wan,
        markets.progress_pct,
        markets.has_lab,
        markets.opened_on
    from markets
    left join townships
        on
            markets.county_code = townships.county_code
            and left(markets.region_code, 9) = townships.township_code
    left join named_markets
        on
            markets.county_code = named_markets.county_code
            and markets.cluster_id = named_markets.cluster_id

)

select * from final

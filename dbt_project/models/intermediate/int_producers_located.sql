with

producers as (

    select * from {{ ref('int_ag_producer_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        producers.county_code,
        producers.producer_id,
        producers.kind,
        -- Farming households and big growers go by the name of a person.
        case when producers.kind in ('农户', '种养大户') then {{ mask_name('producers.name') }} else producers.name end
            as producer_name,
        producers.uscc,
        producers.sector,
        producers.main_product,
        producers.area_mu,
        producers.annual_t,
        coalesce(townships.region_code, '未知') as region_code,
        producers.in_roster,
        producers.on_trace,
        producers.has_inspector,
        producers.status,
        coalesce(producers.status = '正常', false) as is_live
    from producers
    left join townships
        on
            producers.county_code = townships.county_code
            and left(producers.region_code, 9) = townships.township_code

)

select * from final

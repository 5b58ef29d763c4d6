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
        coalesce(townships.region_code, '未知') as region_code
    from producers
    left join townships
        on
            producers.county_code = townships.county_code
            and left(producers.region_code, 9) = townships.township_code

)

select * from final

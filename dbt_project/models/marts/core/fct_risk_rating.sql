with

ratings as (

    select * from {{ followed(ref('int_ms_risk_current')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

final as (

    select
        ratings.county_code,
        ratings.entity_id,
        ratings.rate_year,
        ratings.seq,
        coalesce(entities.region_code, '未知') as region_code,
        ratings.rating_no,
        ratings.static_score,
        ratings.dynamic_score,
        ratings.total_score,
        ratings.risk_level,
        ratings.adjust,
        ratings.adjust_reason,
        ratings.rated_on,
        ratings.req_insp,
        ratings.valid_to,
        ratings.board,
        ratings.published_on
    from ratings
    left join entities
        on
            ratings.county_code = entities.county_code
            and ratings.entity_id = entities.entity_id

)

select * from final

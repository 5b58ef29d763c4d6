with

entities as (

    select * from {{ followed(ref('int_entities_located')) }}
    where is_live

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

-- The rating in force: the last one of the newest year that has begun.
ratings as (

    select distinct on (ratings.county_code, ratings.entity_id)
        ratings.county_code,
        ratings.entity_id,
        ratings.rate_year,
        ratings.risk_level,
        ratings.req_insp,
        ratings.rate_year = extract(year from clock.report_day) as is_rated_this_year
    from entities
    inner join {{ ref('int_ms_risk_current') }} as ratings using (county_code, entity_id)
    cross join clock
    where ratings.rated_on <= clock.report_day and ratings.rate_year <= extract(year from clock.report_day)
    order by ratings.county_code asc, ratings.entity_id asc, ratings.rate_year desc, ratings.seq desc

),

inspections as (

    select
        inspections.county_code,
        inspections.entity_id,
        count(*) as inspections
    from entities
    inner join {{ ref('int_inspections_located') }} as inspections using (county_code, entity_id)
    cross join clock
    where inspections.insp_date between date_trunc('year', clock.report_day)::date and clock.report_day
    group by inspections.county_code, inspections.entity_id

),

final as (

    select
        entities.county_code,
        entities.entity_id,
        entities.region_code,
        ratings.rate_year,
        ratings.risk_level,
        ratings.req_insp,
        coalesce(ratings.is_rated_this_year, false) as is_rated_this_year,
        coalesce(inspections.inspections, 0) as inspections_this_year
    from entities
    left join ratings
        on
            entities.county_code = ratings.county_code
            and entities.entity_id = ratings.entity_id
    left join inspections
        on
            entities.county_code = inspections.county_code
            and entities.entity_id = inspections.entity_id

)

select * from final

with

bindings as (

    select * from {{ ref('int_bindings_located') }}
    where is_live

),

entities as (

    select * from {{ ref('int_entities_located') }}
    where is_live

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

bindings_per_entity as (

    select
        county_code,
        entity_id,
        count(*) as bindings
    from bindings
    group by county_code, entity_id

),

graded as (

    select
        bindings.county_code,
        area.area_code,
        count(distinct bindings.entity_id) filter (where bindings.bb_grade is not null) as entities,
        count(distinct bindings.entity_id)
        filter (where bindings.bb_grade is not null and per_entity.bindings = 1) as bound_once,
        count(distinct bindings.cadre_id) filter (where bindings.level is not null) as cadres
    from bindings
    left join bindings_per_entity as per_entity
        on
            bindings.county_code = per_entity.county_code
            and bindings.entity_id = per_entity.entity_id
    {{ in_both_areas('bindings') }}
    group by bindings.county_code, area.area_code

),

live as (

    select
        entities.county_code,
        area.area_code,
        count(*) as entities
    from entities
    {{ in_both_areas('entities') }}
    group by entities.county_code, area.area_code

),

final as (

    select
        county_code,
        figure.indicator_code,
        area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        'week' as period_type,
        clock.week as period,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from graded
    full join live using (county_code, area_code)
    cross join clock
    cross join lateral (
        values
        ('R04', coalesce(graded.entities, 0), null),
        ('R05', coalesce(graded.cadres, 0), null),
        ('R06', coalesce(graded.entities, 0), coalesce(live.entities, 0)),
        ('R08', coalesce(graded.bound_once, 0), coalesce(graded.entities, 0))
    ) as figure (indicator_code, numerator, denominator)

)

select * from final

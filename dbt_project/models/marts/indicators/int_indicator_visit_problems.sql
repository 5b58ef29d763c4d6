with

visits as (

    select * from {{ ref('int_visits_located') }}

),

quarters as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'quarter'

),

-- What is to be put right counts in the quarter of its time limit, what was found in the quarter of the visit.
due as (

    select
        visits.county_code,
        'R13' as indicator_code,
        area.area_code as region_code,
        quarters.period_type,
        quarters.period,
        coalesce(sum(visits.fixed_n), 0) as numerator,
        coalesce(sum(visits.problems), 0) as denominator
    from visits
    inner join quarters
        on
            visits.county_code = quarters.county_code
            and visits.due_on between quarters.starts_on and quarters.counted_to
    {{ in_both_areas('visits') }}
    group by visits.county_code, area.area_code, quarters.period_type, quarters.period

),

found as (

    select
        visits.county_code,
        'R14' as indicator_code,
        area.area_code as region_code,
        quarters.period_type,
        quarters.period,
        coalesce(sum(visits.problems), 0) as numerator,
        count(*) as denominator
    from visits
    inner join quarters
        on
            visits.county_code = quarters.county_code
            and visits.visit_date between quarters.starts_on and quarters.counted_to
    {{ in_both_areas('visits') }}
    group by visits.county_code, area.area_code, quarters.period_type, quarters.period

),

figures as (

    select * from due
    union all
    select * from found

),

final as (

    select
        county_code,
        indicator_code,
        region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        period_type,
        period,
        numerator::numeric as numerator,
        denominator::numeric as denominator
    from figures

)

select * from final

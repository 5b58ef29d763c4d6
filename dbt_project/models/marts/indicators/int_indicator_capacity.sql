with

capacity as (

    select * from {{ ref('int_capacity_located') }}

),

quarters as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'quarter'

),

dated as (

    select
        capacity.*,
        quarters.period_type,
        quarters.period
    from capacity
    inner join quarters
        on
            capacity.county_code = quarters.county_code
            and capacity.stat_quarter = quarters.period

),

covered as (

    select
        dated.county_code,
        'C05' as indicator_code,
        area.area_code as region_code,
        dated.period_type,
        dated.period,
        coalesce(sum(dated.villages_covered), 0) as numerator,
        coalesce(sum(dated.villages), 0) as denominator
    from dated
    {{ in_both_areas('dated') }}
    group by dated.county_code, area.area_code, dated.period_type, dated.period

),

accepted as (

    select
        county_code,
        'C06' as indicator_code,
        county_code as region_code,
        period_type,
        period,
        count(*) filter (where is_accepted) as numerator,
        count(*) as denominator
    from dated
    group by county_code, period_type, period

),

figures as (

    select * from covered
    union all
    select * from accepted

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

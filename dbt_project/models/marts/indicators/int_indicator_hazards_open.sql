with

hazards as (

    select * from {{ ref('int_hazards_located') }}
    where is_open

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

coloured as (

    select
        hazards.county_code,
        'Q11' as indicator_code,
        area.area_code,
        figure.breakdown_type,
        figure.breakdown_code,
        count(*)::numeric as numerator,
        null::numeric as denominator
    from hazards
    {{ in_both_areas('hazards') }}
    cross join lateral (values ('总计', '总计'), ('color', hazards.color)) as figure (breakdown_type, breakdown_code)
    where hazards.color in ('红', '橙')
    group by hazards.county_code, area.area_code, figure.breakdown_type, figure.breakdown_code

),

planned as (

    select
        hazards.county_code,
        'Q12' as indicator_code,
        area.area_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        (count(*) filter (where hazards.measure is not null))::numeric as numerator,
        count(*)::numeric as denominator
    from hazards
    {{ in_both_areas('hazards') }}
    where hazards.severity in ('较大', '重大')
    group by hazards.county_code, area.area_code

),

figures as (

    select * from coloured
    union all
    select * from planned

),

final as (

    select
        figures.county_code,
        figures.indicator_code,
        figures.area_code as region_code,
        figures.breakdown_type,
        figures.breakdown_code,
        'week' as period_type,
        clock.week as period,
        figures.numerator,
        figures.denominator
    from figures
    cross join clock

)

select * from final

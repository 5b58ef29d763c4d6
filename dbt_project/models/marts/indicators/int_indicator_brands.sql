with

brands as (

    select * from {{ ref('int_brands_located') }}
    where is_live

),

current_periods as (

    select * from {{ ref('int_report_periods') }}
    where is_current

),

-- Certificates are counted by the quarter, well-known marks by the year.
counted (indicator_code, kind, period_type) as (

    values
    ('A01', '绿色', 'quarter'),
    ('A01', '有机', 'quarter'),
    ('A01', '地理标志', 'quarter'),
    ('A01', '名特优新', 'quarter'),
    ('A02', '驰名商标', 'year')

),

final as (

    select
        brands.county_code,
        counted.indicator_code,
        brands.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        current_periods.period_type,
        current_periods.period,
        count(*)::numeric as numerator,
        null::numeric as denominator
    from brands
    inner join counted on brands.kind = counted.kind
    inner join current_periods
        on
            brands.county_code = current_periods.county_code
            and counted.period_type = current_periods.period_type
    group by brands.county_code, counted.indicator_code, current_periods.period_type, current_periods.period

)

select * from final

with

sellers as (

    select * from {{ ref('int_ag_trace_current') }}
    where selling

),

producers as (

    select * from {{ ref('int_producers_located') }}
    where kind in ('企业', '合作社', '收购者')

),

certificates as (

    select * from {{ followed(ref('int_certificates_located'), {'period': 'issued_month'}) }}

),

periods as (

    select * from {{ followed(ref('int_report_periods')) }}
    where period_type = 'month'

),

issuers as (

    select distinct
        certificates.county_code,
        certificates.producer_id,
        periods.period
    from certificates
    inner join periods
        on
            certificates.county_code = periods.county_code
            and certificates.issued_on between periods.starts_on and periods.counted_to

),

final as (

    select
        sellers.county_code,
        'A04' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        periods.period_type,
        periods.period,
        count(issuers.producer_id)::numeric as numerator,
        count(*)::numeric as denominator
    from sellers
    inner join producers
        on
            sellers.county_code = producers.county_code
            and sellers.producer_id = producers.producer_id
    inner join periods
        on
            sellers.county_code = periods.county_code
            and {{ month_key('sellers.stat_month') }} = periods.period
    left join issuers
        on
            sellers.county_code = issuers.county_code
            and sellers.producer_id = issuers.producer_id
            and periods.period = issuers.period
    {{ in_both_areas('producers') }}
    group by sellers.county_code, area.area_code, periods.period_type, periods.period

)

select * from final

with

certificates as (

    select * from {{ followed(ref('int_certificates_located'), {'period': 'issued_week'}) }}

),

periods as (

    select * from {{ followed(ref('int_report_periods')) }}
    where period_type = 'week'

),

counted as (

    select
        certificates.county_code,
        area.area_code,
        periods.period_type,
        periods.period,
        coalesce(sum(certificates.copies), 0) as copies,
        count(*) as batches
    from certificates
    inner join periods
        on
            certificates.county_code = periods.county_code
            and certificates.issued_on between periods.starts_on and periods.counted_to
    {{ in_both_areas('certificates') }}
    group by certificates.county_code, area.area_code, periods.period_type, periods.period

),

final as (

    select
        counted.county_code,
        'A03' as indicator_code,
        counted.area_code as region_code,
        figure.breakdown_type,
        figure.breakdown_code,
        counted.period_type,
        counted.period,
        figure.numerator::numeric as numerator,
        null::numeric as denominator
    from counted
    cross join lateral (
        values
        ('总计', '总计', counted.copies),
        ('口径', '批次', counted.batches)
    ) as figure (breakdown_type, breakdown_code, numerator)

)

select * from final

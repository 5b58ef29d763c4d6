with

samples as (

    select * from {{ ref('int_samples_located') }}
    where not is_quick

),

months as (

    select
        *,
        (counted_to - interval '12 months')::date + 1 as looked_at_from
    from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

-- The yearbook is a year behind: the newest count of residents up to the month's year.
residents as (

    select distinct on (months.county_code, months.period)
        months.county_code,
        months.period,
        population.residents
    from months
    inner join {{ ref('population') }} as population
        on
            months.county_code = population.county_code
            and months.county_code = population.region_code
            and extract(year from months.counted_to) >= population.year
    order by months.county_code asc, months.period asc, population.year desc

),

final as (

    select
        months.county_code,
        'E06' as indicator_code,
        months.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        count(samples.sample_no)::numeric as numerator,
        round(max(residents.residents) / 1000.0, 3) as denominator
    from months
    left join residents
        on
            months.county_code = residents.county_code
            and months.period = residents.period
    left join samples
        on
            months.county_code = samples.county_code
            and samples.sampled_on between months.looked_at_from and months.counted_to
    group by months.county_code, months.period_type, months.period

)

select * from final

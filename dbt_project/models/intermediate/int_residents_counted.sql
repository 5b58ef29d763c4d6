with

population as (

    select * from {{ ref('population') }}

),

years as (

    select
        county_code,
        period,
        period::integer as year
    from {{ ref('int_report_periods') }}
    where period_type = 'year'

),

-- The yearbook is usually a year behind: the newest year at or before the one that is reported on.
final as (

    select distinct on (years.county_code, population.region_code, years.period)
        years.county_code,
        population.region_code,
        years.period,
        population.year as counted_year,
        population.residents
    from years
    inner join population
        on
            years.county_code = population.county_code
            and years.year >= population.year
    order by years.county_code asc, population.region_code asc, years.period asc, population.year desc

)

select * from final

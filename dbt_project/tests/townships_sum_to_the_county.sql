-- Numerators and denominators of additive indicators: the townships and 未知 together are the county.
{{ config(tags=['build']) }}

with

figures as (

    select * from {{ ref('int_indicator_values') }}

),

indicators as (

    select * from {{ ref('indicator') }}
    where is_additive and region_grain = 'township'

),

sums as (

    select
        figures.county_code,
        figures.indicator_code,
        figures.breakdown_type,
        figures.breakdown_code,
        figures.period,
        sum(figures.numerator) filter (where figures.region_code = figures.county_code) as county_numerator,
        coalesce(sum(figures.numerator) filter (where figures.region_code <> figures.county_code), 0)
            as townships_numerator,
        sum(figures.denominator) filter (where figures.region_code = figures.county_code) as county_denominator,
        sum(figures.denominator) filter (where figures.region_code <> figures.county_code) as townships_denominator
    from figures
    inner join indicators on figures.indicator_code = indicators.indicator_code
    group by
        figures.county_code, figures.indicator_code, figures.breakdown_type, figures.breakdown_code, figures.period

)

select * from sums
where (county_numerator, county_denominator) is distinct from (townships_numerator, townships_denominator)

-- Numerators and denominators of a prefecture are those of its counties, whatever was published when.
{{ config(tags=['publish']) }}

with

current_values as (

    select * from {{ ref('rpt_indicator_current') }}
    where region_code = county_code

),

counties as (

    select * from {{ ref('county') }}

),

sums as (

    select
        counties.prefecture_code,
        parts.indicator_code,
        parts.breakdown_type,
        parts.breakdown_code,
        parts.period_type,
        parts.period,
        sum(parts.numerator) as numerator,
        sum(parts.denominator) as denominator
    from current_values as parts
    inner join counties on parts.county_code = counties.county_code
    inner join {{ ref('indicator') }} as catalogue
        on
            parts.indicator_code = catalogue.indicator_code
            and catalogue.rolls_up = 'sum'
    group by
        counties.prefecture_code, parts.indicator_code, parts.breakdown_type, parts.breakdown_code,
        parts.period_type, parts.period

)

select
    wholes.*,
    sums.numerator as counties_numerator,
    sums.denominator as counties_denominator
from current_values as wholes
inner join sums
    on
        wholes.county_code = sums.prefecture_code
        and wholes.indicator_code = sums.indicator_code
        and wholes.breakdown_type = sums.breakdown_type
        and wholes.breakdown_code = sums.breakdown_code
        and wholes.period_type = sums.period_type
        and wholes.period = sums.period
where
    abs(wholes.numerator - sums.numerator) > 0.001
    or abs(coalesce(wholes.denominator, 0) - coalesce(sums.denominator, 0)) > 0.001

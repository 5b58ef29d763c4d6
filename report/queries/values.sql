-- County values as published by the cut-off, newest version each, and what the report before had for the same period.
with

versions as (

    select *
    from marts.fct_indicator_value
    where
        county_code = %(county)s
        and region_code = %(county)s
        and as_of <= %(cutoff)s

),

newest as (

    select distinct on (indicator_code, breakdown_type, breakdown_code, period) *
    from versions
    order by indicator_code, breakdown_type, breakdown_code, period, as_of desc

),

before as (

    select distinct on (indicator_code, breakdown_type, breakdown_code, period) *
    from versions
    where as_of < %(cutoff)s
    order by indicator_code, breakdown_type, breakdown_code, period, as_of desc

)

select
    newest.indicator_code as indicator,
    newest.period_type,
    newest.period,
    newest.numerator,
    newest.denominator,
    newest.value,
    newest.data_status,
    coalesce(newest.status_reason, '') as reason,
    newest.breakdown_code as breakdown,
    newest.unit,
    before.value as previous
from newest
left join before
    on
        newest.indicator_code = before.indicator_code
        and newest.breakdown_type = before.breakdown_type
        and newest.breakdown_code = before.breakdown_code
        and newest.period = before.period
order by newest.indicator_code, newest.breakdown_type, newest.breakdown_code, newest.period

with

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

certificates as (

    select * from {{ ref('int_ah_quarantine_current') }}
    where not coalesce(voided, false)

),

pig_farm_weeks as (

    select * from {{ ref('int_ah_death_current') }}
    where species = '猪'

),

plants as (

    select * from {{ ref('int_ah_slaughterhouse_current') }}

),

pig_farms as (

    select distinct
        county_code,
        farm_code
    from pig_farm_weeks

),

-- Farms report by week, so both sides of the origin ratio take whole weeks, each in the month of its Thursday.
origin as (

    select
        certificates.county_code,
        'origin' as side,
        to_char(date_trunc('week', certificates.issued_at) + interval '3 days', 'YYYY-MM') as period,
        certificates.issued_at::date as happened_on,
        certificates.qty::numeric as certified,
        0::numeric as obliged
    from certificates
    inner join pig_farms
        on
            certificates.county_code = pig_farms.county_code
            and certificates.origin_code = pig_farms.farm_code
    where certificates.cert_type in ('动物A', '动物B') and certificates.species = '猪'

    union all

    select
        county_code,
        'origin' as side,
        {{ month_of_week('stat_week') }} as period,
        norm.period_start(stat_week) as happened_on,
        0::numeric as certified,
        out_n::numeric as obliged
    from pig_farm_weeks

),

slaughter as (

    select
        certificates.county_code,
        'slaughter' as side,
        {{ month_of('certificates.issued_at') }} as period,
        certificates.issued_at::date as happened_on,
        certificates.qty::numeric as certified,
        0::numeric as obliged
    from certificates
    inner join plants
        on
            certificates.county_code = plants.county_code
            and certificates.origin_code = plants.plant_code
    where certificates.cert_type in ('产品A', '产品B') and certificates.unit = '公斤'

    union all

    select
        county_code,
        'slaughter' as side,
        {{ month_of('stat_date') }} as period,
        stat_date as happened_on,
        0::numeric as certified,
        prod_kg::numeric as obliged
    from {{ ref('int_ah_slaughter_day_current') }}

),

events as (

    select * from origin
    union all
    select * from slaughter

),

final as (

    select
        events.county_code,
        events.side,
        months.period_type,
        months.period,
        coalesce(sum(events.certified), 0) as numerator,
        coalesce(sum(events.obliged), 0) as denominator
    from events
    inner join months
        on
            events.county_code = months.county_code
            and events.period = months.period
            and events.happened_on <= months.report_day
    group by events.county_code, events.side, months.period_type, months.period

)

select * from final

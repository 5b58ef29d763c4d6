with

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

counties as (

    select * from {{ ref('county') }}

),

designated as (

    select
        county_code,
        stat_date as happened_on,
        slaughtered::numeric as designated_heads,
        0::numeric as other_heads
    from {{ ref('int_ah_slaughter_day_current') }}
    where species = '猪'

),

illegal as (

    select
        county_code,
        started_on as happened_on,
        0::numeric as designated_heads,
        heads_involved::numeric as other_heads
    from {{ ref('int_ms_disposal_current') }}
    where cause like '%私屠滥宰%'

),

plants as (

    select * from {{ ref('int_ah_slaughterhouse_current') }}
    where status = '正常'

),

-- Certified for slaughter in the county, yet bound for no designated plant.
diverted as (

    select
        certificates.county_code,
        certificates.issued_at::date as happened_on,
        0::numeric as designated_heads,
        certificates.qty::numeric as other_heads
    from {{ ref('int_ah_quarantine_current') }} as certificates
    inner join counties
        on
            certificates.county_code = counties.county_code
            and starts_with(certificates.dest, counties.county_name)
    left join plants
        on
            certificates.county_code = plants.county_code
            and certificates.dest_code = plants.plant_code
    where
        certificates.cert_type in ('动物A', '动物B')
        and certificates.species = '猪'
        and certificates.purpose = '屠宰'
        and not coalesce(certificates.voided, false)
        and plants.plant_code is null

),

events as (

    select * from designated
    union all
    select * from illegal
    union all
    select * from diverted

),

final as (

    select
        events.county_code,
        'A07' as indicator_code,
        events.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        coalesce(sum(events.designated_heads), 0) as numerator,
        coalesce(sum(events.designated_heads), 0) + coalesce(sum(events.other_heads), 0) as denominator
    from events
    inner join months
        on
            events.county_code = months.county_code
            and events.happened_on between months.starts_on and months.counted_to
    group by events.county_code, months.period_type, months.period

)

select * from final

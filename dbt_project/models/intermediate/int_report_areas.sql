with

periods as (

    select * from {{ ref('int_report_periods') }}

),

regions as (

    select * from {{ ref('region') }}
    where level = 'township'

),

-- The townships of a period are those at its end.
final as (

    select distinct
        periods.county_code,
        periods.period_type,
        periods.period,
        periods.counted_to,
        periods.is_current,
        regions.region_code,
        'township' as grain
    from periods
    inner join regions
        on
            periods.county_code = regions.county_code
            and periods.counted_to >= regions.valid_from
            and (regions.valid_to is null or periods.counted_to < regions.valid_to)

    union all

    select
        county_code,
        period_type,
        period,
        counted_to,
        is_current,
        county_code as region_code,
        'county' as grain
    from periods

)

select * from final

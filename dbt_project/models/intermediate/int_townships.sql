with

regions as (

    select * from {{ ref('region') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select distinct
        regions.county_code,
        regions.region_code
    from regions
    cross join clock
    where
        regions.level = 'township'
        and regions.valid_from <= clock.report_day
        and (regions.valid_to is null or regions.valid_to > clock.report_day)

)

select * from final

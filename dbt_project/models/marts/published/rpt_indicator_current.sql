with

history as (

    select * from {{ ref('fct_indicator_value') }}
    where as_of <= {{ cutoff() }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

regions as (

    select * from {{ ref('dim_region') }}
    where is_current

),

newest as (

    select distinct on (
        county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period
    ) *
    from history
    order by
        county_code asc, indicator_code asc, region_code asc, breakdown_type asc, breakdown_code asc,
        period_type asc, period asc, as_of desc

),

final as (

    select
        newest.county_code,
        newest.indicator_code,
        newest.region_code,
        newest.breakdown_type,
        newest.breakdown_code,
        newest.period_type,
        newest.period,
        indicators.indicator_name,
        regions.region_name,
        newest.numerator,
        newest.denominator,
        newest.value,
        newest.unit,
        case
            when newest.value is null then '—'
            when newest.unit = '%' then {{ pct_text('newest.value') }} || '%'
            else trim_scale(newest.value)::text || newest.unit
        end as value_text,
        indicators.target,
        case
            when newest.value is null or indicators.target is null then null
            -- The target of a figure that is also counted over a longer period is that period's.
            when newest.period_type <> coalesce(indicators.cumulative_period_type, newest.period_type) then null
            when indicators.direction = 'lower' then newest.value <= indicators.target
            else newest.value >= indicators.target
        end as is_on_target,
        newest.data_status,
        newest.status_reason,
        newest.as_of,
        newest.period = max(newest.period) over (
            partition by newest.county_code, newest.indicator_code, newest.period_type
        ) as is_latest_period
    from newest
    inner join indicators on newest.indicator_code = indicators.indicator_code
    left join regions
        on
            newest.county_code = regions.county_code
            and newest.region_code = regions.region_code

)

select * from final

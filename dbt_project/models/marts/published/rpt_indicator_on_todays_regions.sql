with

figures as (

    select * from {{ ref('rpt_indicator_current') }}

),

indicators as (

    select * from {{ ref('dim_indicator') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

regions as (

    select * from {{ ref('dim_region') }}
    where is_current

),

placed as (

    select
        figures.*,
        indicators.is_additive,
        case
            when townships.township_code is null then figures.region_code
            else coalesce(townships.today_code, '未知')
        end as today_code
    from figures
    inner join indicators on figures.indicator_code = indicators.indicator_code
    left join townships
        on
            figures.county_code = townships.county_code
            and figures.region_code = townships.township_code

),

-- Where several townships of then are one today, only figures whose parts may be added can be told.
added as (

    select
        county_code,
        indicator_code,
        today_code as region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        indicator_name,
        unit,
        sum(numerator) as numerator,
        sum(denominator) as denominator,
        max(value) as value,
        case
            when bool_or(data_status = '不可用') then '不可用'
            when bool_or(data_status = '存疑') then '存疑'
            else '可信'
        end as data_status,
        count(*)::integer as counted_regions,
        max(as_of) as as_of
    from placed
    group by
        county_code, indicator_code, today_code, breakdown_type, breakdown_code, period_type, period, indicator_name,
        unit
    having count(*) = 1 or bool_and(is_additive)

),

final as (

    select
        added.county_code,
        added.indicator_code,
        added.region_code,
        added.breakdown_type,
        added.breakdown_code,
        added.period_type,
        added.period,
        added.indicator_name,
        regions.region_name,
        added.numerator::numeric(20, 4) as numerator,
        added.denominator::numeric(20, 4) as denominator,
        (case
            when added.counted_regions = 1 then added.value
            when added.denominator is null then {{ figure_value("'count'", 'added.numerator', 'added.denominator') }}
            when added.unit = '%' then {{ figure_value("'ratio'", 'added.numerator', 'added.denominator') }}
            else {{ figure_value("'quotient'", 'added.numerator', 'added.denominator') }}
        end)::numeric(20, 2) as value,
        added.unit,
        added.data_status,
        added.counted_regions,
        added.as_of
    from added
    left join regions
        on
            added.county_code = regions.county_code
            and added.region_code = regions.region_code

)

select * from final

with

figures as (

    select distinct
        indicator_code,
        region_code as prefecture_code,
        period_type,
        period
    from {{ ref('int_indicator_prefectures') }}

),

counties as (

    select * from {{ ref('county') }}

),

periods as (

    select * from {{ ref('int_report_periods') }}

),

trust as (

    select * from {{ ref('int_indicator_trust') }}

),

-- A county that did not yet report in the period leaves a hole in the sum: as bad as what could not be had.
judged as (

    select
        figures.prefecture_code,
        figures.indicator_code,
        figures.period_type,
        figures.period,
        counties.county_name,
        case when periods.county_code is null then '不可用' else trust.data_status end as data_status,
        case when periods.county_code is null then '尚未开始报送' else trust.status_reason end as status_reason
    from figures
    inner join counties on figures.prefecture_code = counties.prefecture_code
    left join periods
        on
            counties.county_code = periods.county_code
            and figures.period_type = periods.period_type
            and figures.period = periods.period
    left join trust
        on
            counties.county_code = trust.county_code
            and figures.indicator_code = trust.indicator_code
            and figures.period_type = trust.period_type
            and figures.period = trust.period

),

final as (

    select
        prefecture_code as county_code,
        indicator_code,
        period_type,
        period,
        case when bool_or(data_status = '不可用') then '不可用' else '存疑' end as data_status,
        string_agg(county_name || '：' || status_reason, '；' order by data_status, county_name) as status_reason
    from judged
    where data_status is not null
    group by prefecture_code, indicator_code, period_type, period

)

select * from final

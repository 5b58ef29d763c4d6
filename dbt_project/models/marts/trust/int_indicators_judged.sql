with

computed as (

    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        denominator,
        value,
        unit
    from {{ ref('int_indicator_values') }}
    union all
    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        denominator,
        value,
        unit
    from {{ ref('int_indicator_scores') }}
    union all
    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        denominator,
        value,
        unit
    from {{ ref('int_indicator_prefectures') }}

),

trust as (

    select * from {{ ref('int_indicator_trust') }}
    union all
    select * from {{ ref('int_prefecture_trust') }}

),

final as (

    select
        computed.*,
        coalesce(trust.data_status, '可信') as data_status,
        trust.status_reason
    from computed
    left join trust using (county_code, indicator_code, period_type, period)

)

select * from final

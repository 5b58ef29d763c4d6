with

missing as (

    select
        county_code,
        indicator_code,
        period_type,
        period,
        '不可用' as data_status,
        dataset || coalesce(' ' || missing_periods || ' 未报送或被退回', ' 本期尚无报送') as reason
    from {{ ref('int_indicator_missing_inputs') }}

),

touched as (

    select
        county_code,
        indicator_code,
        period_type,
        period,
        case severity when 'B' then '不可用' else '存疑' end as data_status,
        dataset || case severity when 'B' then ' 强制问题涉及 ' else ' 核实问题涉及 ' end
        || round(100 * least(touched_share, 1), 1) || '% 的行' as reason
    from {{ ref('int_indicator_touched_inputs') }}
    where
        (severity = 'B' and touched_share > {{ var('unusable_share') }})
        or (severity = 'W' and touched_share > {{ var('doubtful_share') }})

),

reasons as (

    select * from missing
    union all
    select * from touched

),

final as (

    select
        county_code,
        indicator_code,
        period_type,
        period,
        case when bool_or(data_status = '不可用') then '不可用' else '存疑' end as data_status,
        string_agg(reason, '；' order by data_status, reason) as status_reason
    from reasons
    group by county_code, indicator_code, period_type, period

)

select * from final

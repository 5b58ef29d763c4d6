with

listed as (

    select * from {{ ref('int_ms_risk_current') }}
    where board is not null

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

final as (

    select
        listed.county_code,
        'E14' as indicator_code,
        listed.county_code as region_code,
        'board' as breakdown_type,
        listed.board as breakdown_code,
        months.period_type,
        months.period,
        count(distinct listed.entity_id)::numeric as numerator,
        null::numeric as denominator
    from listed
    inner join months
        on
            listed.county_code = months.county_code
            and listed.published_on between months.starts_on and months.counted_to
    group by listed.county_code, listed.board, months.period_type, months.period

)

select * from final

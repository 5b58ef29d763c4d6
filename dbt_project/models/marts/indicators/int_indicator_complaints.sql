with

sheets as (

    select * from {{ ref('int_complaints_due') }}

),

weeks as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'week'

),

final as (

    select
        sheets.county_code,
        'E12' as indicator_code,
        sheets.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        weeks.period_type,
        weeks.period,
        (count(*) filter (where sheets.closed_on <= sheets.due_on))::numeric as numerator,
        count(*)::numeric as denominator
    from sheets
    inner join weeks
        on
            sheets.county_code = weeks.county_code
            and sheets.due_on between weeks.starts_on and weeks.counted_to
    group by sheets.county_code, weeks.period_type, weeks.period

)

select * from final

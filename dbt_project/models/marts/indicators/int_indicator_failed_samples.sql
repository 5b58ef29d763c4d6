with

failed as (

    select
        *,
        -- Disposal must be closed within 90 days of the laboratory's report.
        reported_on + 90 as due_on
    from {{ ref('int_samples_located') }}
    where conclusion = '不合格' and not is_quick

),

disposals as (

    select
        county_code,
        sample_no,
        min(closed_on) as closed_on
    from {{ ref('int_ms_disposal_current') }}
    where kind = '核查处置' and sample_no is not null
    group by county_code, sample_no

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

final as (

    select
        failed.county_code,
        'E09' as indicator_code,
        failed.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        (count(*) filter (where disposals.closed_on <= failed.due_on))::numeric as numerator,
        count(*)::numeric as denominator
    from failed
    inner join months
        on
            failed.county_code = months.county_code
            and failed.due_on between months.starts_on and months.counted_to
    left join disposals
        on
            failed.county_code = disposals.county_code
            and failed.sample_no = disposals.sample_no
    group by failed.county_code, months.period_type, months.period

)

select * from final

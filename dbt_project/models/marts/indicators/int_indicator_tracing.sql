with

traces as (

    select * from {{ ref('int_traces_located') }}

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

counted as (

    select
        traces.county_code,
        area.area_code,
        months.period_type,
        months.period,
        count(*) filter (where traces.should_trace and traces.joined) as joined_n,
        count(*) filter (where traces.should_trace) as should_n,
        sum(traces.batches_traceable) as traceable_n,
        sum(traces.batches) as batches_n
    from traces
    inner join months
        on
            traces.county_code = months.county_code
            and traces.month = months.period
    {{ in_both_areas('traces') }}
    group by traces.county_code, area.area_code, months.period_type, months.period

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        counted.period_type,
        counted.period,
        coalesce(figure.numerator, 0)::numeric as numerator,
        coalesce(figure.denominator, 0)::numeric as denominator
    from counted
    cross join lateral (
        values
        ('P08', counted.joined_n, counted.should_n),
        ('P09', counted.traceable_n, counted.batches_n)
    ) as figure (indicator_code, numerator, denominator)

)

select * from final

with

capacity as (

    select * from {{ ref('int_capacity_located') }}

),

years as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'year'

),

counted as (

    select
        capacity.county_code,
        years.period_type,
        years.period,
        count(distinct capacity.transfer_batch) as batches,
        count(distinct capacity.town_code) filter (where capacity.added_staff > 0 and capacity.is_weak) as reinforced,
        coalesce(sum(capacity.added_staff), 0) as officers,
        count(distinct capacity.town_code) filter (where capacity.is_improved) as improved
    from capacity
    inner join years
        on
            capacity.county_code = years.county_code
            and capacity.quarter_starts_on between years.starts_on and years.counted_to
    group by capacity.county_code, years.period_type, years.period

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        counted.period_type,
        counted.period,
        figure.numerator::numeric as numerator,
        null::numeric as denominator
    from counted
    cross join lateral (
        values
        ('C01', counted.batches),
        ('C02', counted.reinforced),
        ('C03', counted.officers),
        ('C04', counted.improved)
    ) as figure (indicator_code, numerator)

)

select * from final

with

activities as (

    select * from {{ ref('int_fs_publicity_current') }}

),

periods as (

    select * from {{ ref('int_report_periods') }}
    where period_type in ('month', 'year')

),

counted as (

    select
        activities.county_code,
        periods.period_type,
        periods.period,
        coalesce(sum(activities.firms) filter (where activities.kind = '3·15'), 0) as firms,
        coalesce(sum(activities.fixed_points), 0) as fixed_points,
        coalesce(sum(activities.copies), 0) as copies,
        count(*) filter (where activities.kind = '你点我检') as tests_held,
        coalesce(sum(activities.quick_n) filter (where activities.kind = '你点我检'), 0) as quick_n,
        coalesce(sum(activities.quick_fail) filter (where activities.kind = '你点我检'), 0) as quick_fail
    from activities
    inner join periods
        on
            activities.county_code = periods.county_code
            and activities.act_date between periods.starts_on and periods.counted_to
    group by activities.county_code, periods.period_type, periods.period

),

unrolled as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.county_code as region_code,
        figure.breakdown_type,
        figure.breakdown_code,
        counted.period_type,
        counted.period,
        figure.period_type as figure_period_type,
        figure.numerator::numeric as numerator,
        figure.denominator::numeric as denominator
    from counted
    cross join lateral (
        values
        ('U03', 'year', '总计', '总计', counted.firms, null),
        ('U04', 'year', '总计', '总计', counted.fixed_points, null),
        ('U05', 'month', '总计', '总计', counted.copies, null),
        ('U05', 'year', '总计', '总计', counted.copies, null),
        ('U06', 'month', '总计', '总计', counted.tests_held, null),
        ('U06', 'month', '口径', '活动', counted.tests_held, null),
        ('U06', 'month', '口径', '快检', counted.quick_n, null),
        ('U06', 'month', '口径', '快检不合格率', counted.quick_fail, counted.quick_n)
    ) as figure (indicator_code, period_type, breakdown_type, breakdown_code, numerator, denominator)

),

final as (

    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator,
        denominator
    from unrolled
    where period_type = figure_period_type

)

select * from final

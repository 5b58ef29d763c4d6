with

books as (

    select * from {{ ref('int_staff_months_located') }}

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

counted as (

    select
        books.county_code,
        area.area_code,
        books.month,
        count(*) filter (where books.need_director) as directors_needed,
        count(*) filter (where books.need_director and books.has_director) as directors,
        sum(books.need_officers) as officers_needed,
        sum(least(books.officers, books.need_officers)) as officers,
        count(*) filter (where books.is_obliged) as obliged,
        count(*) filter (where books.is_obliged and books.monthly_n >= 1) as met_monthly,
        count(*) filter (where books.is_obliged and books.is_self_checked) as self_checked,
        sum(books.open_days) filter (where books.is_obliged) as open_days,
        sum(books.daily_n) filter (where books.is_obliged) as daily,
        sum(ceil(books.open_days / 7.0)) filter (where books.is_obliged) as open_weeks,
        sum(books.weekly_n) filter (where books.is_obliged) as weekly
    from books
    {{ in_both_areas('books') }}
    group by books.county_code, area.area_code, books.month

),

final as (

    select
        counted.county_code,
        figure.indicator_code,
        counted.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        coalesce(figure.numerator, 0)::numeric as numerator,
        coalesce(figure.denominator, 0)::numeric as denominator
    from counted
    inner join months
        on
            counted.county_code = months.county_code
            and counted.month = months.period
    cross join lateral (
        values
        ('Q04', counted.directors, counted.directors_needed),
        ('Q05', counted.officers, counted.officers_needed),
        ('Q06', counted.daily, counted.open_days),
        ('Q07', counted.weekly, counted.open_weeks),
        ('Q08', counted.met_monthly, counted.obliged),
        ('Q09', counted.self_checked, counted.obliged)
    ) as figure (indicator_code, numerator, denominator)

)

select * from final

with

books as (

    select * from {{ ref('int_staff_months_located') }}
    where tested is not null

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

final as (

    select
        books.county_code,
        'Q13' as indicator_code,
        books.county_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        months.period_type,
        months.period,
        sum(coalesce(books.passed, 0))::numeric as numerator,
        sum(books.tested)::numeric as denominator
    from books
    inner join months
        on
            books.county_code = months.county_code
            and books.month = months.period
    group by books.county_code, months.period_type, months.period

)

select * from final

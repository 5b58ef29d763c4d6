with

workdays as (

    select * from {{ ref('workday') }}

),

final as (

    select
        day,
        {{ week_of('day') }} as week,
        {{ month_of('day') }} as month,
        {{ quarter_of('day') }} as quarter,
        {{ half_of('day') }} as half,
        extract(year from day)::integer as year,
        extract(isodow from day)::integer as weekday,
        '星期' || substr('一二三四五六日', extract(isodow from day)::integer, 1) as weekday_name,
        is_workday,
        nullif(holiday_name, '') as holiday_name,
        not is_workday and nullif(holiday_name, '') is not null as is_holiday,
        is_workday and extract(isodow from day) > 5 as is_makeup_day,
        is_published
    from workdays

)

select * from final

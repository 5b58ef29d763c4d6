-- D37.1: the day's opening pens differ from the closing of the last day that exists for the plant and species.
-- D37.2: opening + in <> slaughtered + dead + rejected + closing.
with days as (
    select
        slaughter.*,
        lag(slaughter.stock_end) over same_pen as previous_end,
        lag(slaughter.stat_date) over same_pen as previous_date
    from {{ current('ah_slaughter_day') }} as slaughter
    window same_pen as (
        partition by slaughter.county_code, slaughter.plant_code, slaughter.species order by slaughter.stat_date
    )
)

select
    broken.condition,
    days.county_code,
    'AH03' as dataset,
    days.period,
    null as region_code,
    {{ key('ah_slaughter_day', 'days') }} as business_key,
    broken.field,
    broken.observed,
    broken.expected
from days
cross join lateral (
    values
    (
        'D37.1', days.stock_begin <> days.previous_end, 'stock_begin', days.stock_begin::text,
        days.previous_date || ' 期末 ' || days.previous_end
    ),
    (
        'D37.2',
        days.stock_begin + days.in_heads
        <> days.slaughtered + days.dead_waiting + days.ante_reject + days.stock_end,
        'stock_end', days.stock_end::text,
        '按平衡应为 '
        || days.stock_begin + days.in_heads - days.slaughtered - days.dead_waiting - days.ante_reject
    )
) as broken (condition, is_broken, field, observed, expected)
where broken.is_broken

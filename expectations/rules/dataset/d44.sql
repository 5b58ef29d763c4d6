-- D44.1: opening + in - out - dead - culled <> closing. D44.2: opening differs from last week's closing, where
-- the farm reported last week at all.
with weeks as (
    select
        death.*,
        last_week.stock_end as previous_end,
        last_week.stat_week as previous_week
    from {{ current('ah_death') }} as death
    left join {{ current('ah_death') }} as last_week
        on
            death.county_code = last_week.county_code
            and death.farm_code = last_week.farm_code
            and death.species = last_week.species
            and {{ week_of('norm.period_start(death.stat_week) - 7') }} = last_week.stat_week
)

select
    broken.condition,
    weeks.county_code,
    'AH06' as dataset,
    weeks.period,
    null as region_code,
    {{ key('ah_death', 'weeks') }} as business_key,
    broken.field,
    broken.observed,
    broken.expected
from weeks
cross join lateral (
    values
    (
        'D44.1',
        weeks.stock_begin + weeks.in_n - weeks.out_n - weeks.dead_n - coalesce(weeks.culled_n, 0) <> weeks.stock_end,
        'stock_end', weeks.stock_end::text,
        '按平衡应为 '
        || weeks.stock_begin + weeks.in_n - weeks.out_n - weeks.dead_n - coalesce(weeks.culled_n, 0)
    ),
    (
        'D44.2', weeks.stock_begin <> weeks.previous_end, 'stock_begin', weeks.stock_begin::text,
        weeks.previous_week || ' 期末 ' || weeks.previous_end
    )
) as broken (condition, is_broken, field, observed, expected)
where broken.is_broken

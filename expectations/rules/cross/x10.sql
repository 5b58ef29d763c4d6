-- X10.1: treated carcasses of a farm's month against the disposal records. X10.2: more treated than died.
-- A week belongs to the month of its Thursday; a month is judged once its last week has ended, over the weeks
-- for which both datasets have arrived.
with arrived as (
    select
        death.county_code,
        death.period as week,
        to_char(norm.period_start(death.period) + 3, 'YYYY-MM') as month
    from {{ delivered('AH06') }} as death
    inner join {{ delivered('AH05') }} as disposal using (county_code, period)
),

ended as (
    select *
    from arrived
    -- The last Thursday of the month lies in its last seven days; its Sunday is three days later.
    where (
        select max(thursday) + 3
        from (
            select norm.period_start(arrived.week) + 3 + 7 * step as thursday
            from generate_series(0, 4) as step
        ) as thursdays
        where to_char(thursday, 'YYYY-MM') = arrived.month
    ) <= {{ d }}
),

reported as (
    select
        death.county_code,
        death.farm_code,
        death.species,
        ended.month,
        sum(death.treated_n) as treated,
        sum(death.dead_n + coalesce(death.culled_n, 0)) as died
    from {{ current('ah_death') }} as death
    inner join ended on death.county_code = ended.county_code and death.stat_week = ended.week
    group by death.county_code, death.farm_code, death.species, ended.month
),

recorded as (
    select
        disposal.county_code,
        disposal.source_code as farm_code,
        disposal.species,
        ended.month,
        sum(disposal.qty_heads) as heads
    from {{ current('ah_disposal') }} as disposal
    inner join ended
        on disposal.county_code = ended.county_code and {{ week_of('disposal.collected_on') }} = ended.week
    where disposal.link = '养殖'
    group by disposal.county_code, disposal.source_code, disposal.species, ended.month
)

select
    broken.condition,
    reported.county_code,
    'AH06' as dataset,
    reported.month as period,
    null as region_code,
    concat_ws('|', reported.farm_code, reported.species, reported.month) as business_key,
    'treated_n' as field,
    trim_scale(reported.treated) || ' 头' as observed,
    broken.expected,
    broken.counterpart_dataset,
    reported.farm_code as counterpart_key,
    broken.counterpart_value
from reported
left join recorded using (county_code, farm_code, species, month)
cross join lateral (
    values
    (
        'X10.1',
        abs(reported.treated - coalesce(recorded.heads, 0))
        > greatest({{ param('heads') }}, {{ param('share') }} * coalesce(recorded.heads, 0)),
        '相差不超过 {{ param('heads') }} 头或 10%', 'AH05', trim_scale(coalesce(recorded.heads, 0)) || ' 头'
    ),
    (
        'X10.2', reported.treated > reported.died, '不超过死亡与扑杀之和', 'AH06', trim_scale(reported.died) || ' 头'
    )
) as broken (condition, is_broken, expected, counterpart_dataset, counterpart_value)
where broken.is_broken

-- X09: carcasses that a farm should have treated, against the disposal records, with a week's grace: the difference
-- stands in the week alone and in the week together with the next one. Judged when the next week has ended.
with arrived as (
    select
        death.county_code,
        death.period as week
    from {{ delivered('AH06') }} as death
    inner join {{ delivered('AH05') }} as disposal using (county_code, period)
),

pairs as (
    select
        arrived.county_code,
        arrived.week,
        next_week.week as week_after
    from arrived
    inner join arrived as next_week
        on
            arrived.county_code = next_week.county_code
            and {{ week_of('norm.period_start(arrived.week) + 7') }} = next_week.week
    where norm.period_start(next_week.week) + 6 <= {{ d }}
),

reported as (
    select
        county_code,
        farm_code,
        species,
        stat_week as week,
        sum(should_treat) as heads
    from {{ current('ah_death') }} as death
    group by county_code, farm_code, species, stat_week
),

treated as (
    select
        county_code,
        source_code as farm_code,
        species,
        {{ week_of('collected_on') }} as week,
        sum(qty_heads) as heads
    from {{ current('ah_disposal') }} as disposal
    where link = '养殖'
    group by county_code, source_code, species, week
),

judged as (
    select
        reported.county_code,
        reported.farm_code,
        reported.species,
        reported.week,
        reported.heads,
        coalesce(treated.heads, 0) as treated,
        reported.heads + coalesce(reported_after.heads, 0) as heads_of_both,
        coalesce(treated.heads, 0) + coalesce(treated_after.heads, 0) as treated_of_both
    from reported
    inner join pairs using (county_code, week)
    left join treated using (county_code, farm_code, species, week)
    left join reported as reported_after
        on
            reported.county_code = reported_after.county_code
            and reported.farm_code = reported_after.farm_code
            and reported.species = reported_after.species
            and pairs.week_after = reported_after.week
    left join treated as treated_after
        on
            reported.county_code = treated_after.county_code
            and reported.farm_code = treated_after.farm_code
            and reported.species = treated_after.species
            and pairs.week_after = treated_after.week
)

select
    'X09' as condition,
    judged.county_code,
    'AH06' as dataset,
    judged.week as period,
    null as region_code,
    concat_ws('|', judged.farm_code, judged.species, judged.week) as business_key,
    'should_treat' as field,
    trim_scale(judged.heads) || ' 头' as observed,
    '相差不超过 {{ param('heads') }} 头或 10%' as expected,
    'AH05' as counterpart_dataset,
    judged.farm_code as counterpart_key,
    trim_scale(judged.treated) || ' 头，连下一周 ' || trim_scale(judged.treated_of_both) || ' 头' as counterpart_value
from judged
where
    abs(judged.heads - judged.treated) > greatest({{ param('heads') }}, {{ param('share') }} * judged.treated)
    and abs(judged.heads_of_both - judged.treated_of_both)
    > greatest({{ param('heads') }}, {{ param('share') }} * judged.treated_of_both)

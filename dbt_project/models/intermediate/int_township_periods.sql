with recursive

in_force as (

    select distinct
        county_code,
        counted_to,
        region_code as township_code
    from {{ ref('int_report_areas') }}
    where grain = 'township'

),

periods as (

    select distinct
        county_code,
        counted_to
    from {{ ref('int_report_areas') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

-- What became of a place, step by step, up to a day; where it was split there is no telling.
became as (

    select
        periods.county_code,
        periods.counted_to,
        townships.region_code as line_code,
        townships.township_code,
        0 as steps
    from periods
    inner join townships on periods.county_code = townships.county_code

    union

    select
        became.county_code,
        became.counted_to,
        became.line_code,
        successions.successor_code as township_code,
        became.steps + 1 as steps
    from became
    inner join {{ ref('int_township_successions') }} as successions
        on
            became.county_code = successions.county_code
            and became.township_code = successions.predecessor_code
            and became.counted_to >= successions.changed_on
            and not successions.is_split

),

-- The place under one of its own codes comes before what it was merged into.
counted as (

    select distinct on (became.county_code, became.counted_to, became.line_code)
        became.county_code,
        became.counted_to,
        became.line_code,
        became.township_code
    from became
    inner join in_force
        on
            became.county_code = in_force.county_code
            and became.counted_to = in_force.counted_to
            and became.township_code = in_force.township_code
    order by became.county_code asc, became.counted_to asc, became.line_code asc, became.steps asc

),

final as (

    select
        periods.county_code,
        periods.counted_to,
        townships.region_code as line_code,
        case
            when counted.township_code is not null then counted.township_code
            -- Nothing tells of which older townships a row came that only knows a township of later days.
            when townships.begins_on > periods.counted_to then townships.region_code
            else '未知'
        end as region_code
    from periods
    inner join townships
        on
            periods.county_code = townships.county_code
            and townships.region_code = townships.township_code
    left join counted
        on
            townships.county_code = counted.county_code
            and periods.counted_to = counted.counted_to
            and townships.region_code = counted.line_code

)

select * from final

with

regions as (

    select * from {{ ref('region') }}

),

counties as (

    select * from {{ ref('county') }}

),

population as (

    select distinct on (county_code, region_code)
        county_code,
        region_code,
        residents
    from {{ ref('population') }}
    order by county_code asc, region_code asc, year desc

),

-- Rows without a township are counted here, so that the townships add up to the county.
all_regions as (

    select
        county_code,
        region_code,
        region_name,
        level,
        parent_code,
        valid_from,
        valid_to
    from regions

    union all

    -- A prefecture's figures carry its own code as county and region, so that no county's rows change with it.
    select distinct
        prefecture_code as county_code,
        prefecture_code as region_code,
        prefecture_name as region_name,
        'prefecture' as level,
        null as parent_code,
        date '1900-01-01' as valid_from,
        null::date as valid_to
    from counties

    union all

    select
        county_code,
        '未知' as region_code,
        '未知乡镇' as region_name,
        'unknown' as level,
        county_code as parent_code,
        date '1900-01-01' as valid_from,
        null as valid_to
    from counties

),

townships as (

    select * from {{ ref('int_townships') }}

),

aliases as (

    select
        county_code,
        region_code,
        string_agg(alias, '、' order by alias) as aliases
    from {{ ref('region_alias') }}
    group by county_code, region_code

),

successions as (

    select * from {{ ref('region_succession') }}

),

predecessors as (

    select
        county_code,
        successor_code as region_code,
        string_agg(predecessor_code, '、' order by predecessor_code) as codes
    from successions
    group by county_code, successor_code

),

successors as (

    select
        county_code,
        predecessor_code as region_code,
        string_agg(successor_code, '、' order by successor_code) as codes
    from successions
    group by county_code, predecessor_code

),

final as (

    select
        all_regions.county_code,
        all_regions.region_code,
        all_regions.valid_from,
        all_regions.valid_to,
        all_regions.valid_to is null as is_current,
        all_regions.region_name,
        all_regions.level,
        coalesce(all_regions.parent_code, counties.prefecture_code) as parent_code,
        aliases.aliases,
        predecessors.codes as predecessor_codes,
        successors.codes as successor_codes,
        townships.today_code,
        population.residents
    from all_regions
    left join counties
        on
            all_regions.county_code = counties.county_code
            and all_regions.level = 'county'
    left join townships
        on
            all_regions.county_code = townships.county_code
            and all_regions.region_code = townships.township_code
    left join aliases
        on
            all_regions.county_code = aliases.county_code
            and all_regions.region_code = aliases.region_code
    left join predecessors
        on
            all_regions.county_code = predecessors.county_code
            and all_regions.region_code = predecessors.region_code
    left join successors
        on
            all_regions.county_code = successors.county_code
            and all_regions.region_code = successors.region_code
    left join population
        on
            all_regions.county_code = population.county_code
            and all_regions.region_code = population.region_code

)

select * from final

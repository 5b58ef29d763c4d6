with recursive

clock as (

    select * from {{ ref('int_report_clock') }}

),

codes as (

    select
        regions.county_code,
        regions.region_code as township_code,
        min(regions.valid_from) as begins_on,
        coalesce(
            bool_or(
                regions.valid_from <= clock.report_day
                and (regions.valid_to is null or regions.valid_to > clock.report_day)
            ), false
        ) as is_in_force
    from {{ ref('region') }} as regions
    cross join clock
    where regions.level = 'township' and regions.valid_from <= clock.report_day
    group by regions.county_code, regions.region_code

),

successions as (

    select * from {{ ref('int_township_successions') }}

),

-- A township that was renamed under a new code stays one line; where it was merged, its own line ends.
renamed as (

    select
        county_code,
        township_code,
        township_code as line_code
    from codes

    union

    select
        renamed.county_code,
        renamed.township_code,
        successions.successor_code as line_code
    from renamed
    inner join successions
        on
            renamed.county_code = successions.county_code
            and renamed.line_code = successions.predecessor_code
    where successions.is_renaming

),

-- On today's boundaries; a township that was split stands in none of them.
followed as (

    select
        county_code,
        township_code,
        township_code as today_code
    from codes

    union

    select
        followed.county_code,
        followed.township_code,
        successions.successor_code as today_code
    from followed
    inner join successions
        on
            followed.county_code = successions.county_code
            and followed.today_code = successions.predecessor_code
    where not successions.is_split

),

lines as (

    select renamed.*
    from renamed
    left join successions
        on
            renamed.county_code = successions.county_code
            and renamed.line_code = successions.predecessor_code
            and successions.is_renaming
    where successions.predecessor_code is null

),

standing as (

    select followed.*
    from followed
    inner join codes
        on
            followed.county_code = codes.county_code
            and followed.today_code = codes.township_code
            and codes.is_in_force

),

final as (

    select
        codes.county_code,
        codes.township_code,
        lines.line_code as region_code,
        standing.today_code,
        codes.begins_on
    from codes
    inner join lines
        on
            codes.county_code = lines.county_code
            and codes.township_code = lines.township_code
    left join standing
        on
            codes.county_code = standing.county_code
            and codes.township_code = standing.township_code

)

select * from final

with

clock as (

    select * from {{ ref('int_report_clock') }}

),

begun as (

    select
        county_code,
        region_code,
        min(valid_from) as begins_on
    from {{ ref('region') }}
    where level = 'township'
    group by county_code, region_code

),

known as (

    select
        succession.county_code,
        succession.predecessor_code,
        succession.successor_code,
        succession.changed_on,
        count(*) over (partition by succession.county_code, succession.predecessor_code) as successors,
        count(*) over (partition by succession.county_code, succession.successor_code) as predecessors
    from {{ ref('region_succession') }} as succession
    cross join clock
    where succession.changed_on <= clock.report_day

),

final as (

    select
        known.county_code,
        known.predecessor_code,
        known.successor_code,
        known.changed_on,
        known.successors > 1 as is_split,
        -- One township that began where another one ended is the same place.
        known.successors = 1 and known.predecessors = 1 and begun.begins_on >= known.changed_on as is_renaming
    from known
    inner join begun
        on
            known.county_code = begun.county_code
            and known.successor_code = begun.region_code

)

select * from final

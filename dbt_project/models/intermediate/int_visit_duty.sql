with

bindings as (

    select * from {{ ref('int_bindings_located') }}

),

visits as (

    select * from {{ ref('int_fs_visit_current') }}

),

frequency as (

    select * from {{ ref('visit_frequency') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

-- A duty runs over the calendar period of its grade that contains the report day.
duties as (

    select
        bindings.county_code,
        bindings.binding_id,
        bindings.entity_id,
        bindings.cadre_id,
        bindings.region_code,
        bindings.bb_grade,
        frequency.period_type,
        frequency.min_visits,
        case frequency.period_type
            when 'quarter' then date_trunc('quarter', clock.report_day)
            when 'half'
                then make_date(
                    extract(year from clock.report_day)::integer,
                    case when extract(month from clock.report_day) > 6 then 7 else 1 end, 1
                )
            else date_trunc('year', clock.report_day)
        end::date as period_starts_on,
        clock.report_day
    from bindings
    cross join clock
    inner join frequency on bindings.bb_grade = frequency.bb_grade
    where bindings.is_live and bindings.cadre_id is not null

),

final as (

    select
        duties.county_code,
        duties.binding_id,
        duties.entity_id,
        duties.cadre_id,
        duties.region_code,
        duties.bb_grade,
        duties.period_type,
        duties.period_starts_on,
        duties.min_visits,
        count(visits.visit_no) as visits,
        count(visits.visit_no) >= duties.min_visits as is_met
    from duties
    left join visits
        on
            duties.county_code = visits.county_code
            and duties.binding_id = visits.binding_id
            and visits.visit_date between duties.period_starts_on and duties.report_day
    group by
        duties.county_code, duties.binding_id, duties.entity_id, duties.cadre_id, duties.region_code,
        duties.bb_grade, duties.period_type, duties.period_starts_on, duties.min_visits

)

select * from final

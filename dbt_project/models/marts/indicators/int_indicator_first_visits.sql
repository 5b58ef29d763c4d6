with

bindings as (

    select
        *,
        -- A new binding is to be called at within 30 days.
        from_on + 30 as first_visit_due_on
    from {{ ref('int_bindings_located') }}

),

visits as (

    select * from {{ ref('int_visits_located') }}
    where is_first

),

months as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'month'

),

-- A binding that ended before its 30 days were over owes nothing.
due as (

    select
        bindings.county_code,
        bindings.binding_id,
        bindings.region_code,
        bindings.from_on,
        bindings.first_visit_due_on,
        months.period_type,
        months.period
    from bindings
    inner join months
        on
            bindings.county_code = months.county_code
            and bindings.first_visit_due_on between months.starts_on and months.counted_to
    where bindings.to_on is null or bindings.to_on > bindings.first_visit_due_on

),

visited as (

    select distinct
        due.county_code,
        due.binding_id
    from due
    inner join visits
        on
            due.county_code = visits.county_code
            and due.binding_id = visits.binding_id
            and visits.visit_date between due.from_on and due.first_visit_due_on

),

final as (

    select
        due.county_code,
        'R15' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        due.period_type,
        due.period,
        count(visited.binding_id)::numeric as numerator,
        count(*)::numeric as denominator
    from due
    left join visited
        on
            due.county_code = visited.county_code
            and due.binding_id = visited.binding_id
    {{ in_both_areas('due') }}
    group by due.county_code, area.area_code, due.period_type, due.period

)

select * from final

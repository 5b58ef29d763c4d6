with

cases as (

    select * from {{ ref('int_ms_disposal_current') }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        cases.county_code,
        cases.case_no,
        cases.kind,
        cases.sample_no,
        cases.entity_id,
        coalesce(entities.region_code, '未知') as region_code,
        cases.cause,
        cases.started_on,
        cases.filed_on,
        cases.closed_on,
        coalesce(cases.closed_on, clock.report_day) - cases.started_on as days_open,
        cases.controlled_kg,
        cases.recalled_kg,
        cases.heads_involved,
        cases.fine_cny,
        cases.confiscated_cny,
        cases.transferred,
        cases.published_on
    from cases
    cross join clock
    left join entities
        on
            cases.county_code = entities.county_code
            and cases.entity_id = entities.entity_id

)

select * from final

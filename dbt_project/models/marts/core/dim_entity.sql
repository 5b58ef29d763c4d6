with

landed as (

    select * from {{ followed(ref('int_ms_entity_rows')) }}
    where row_state in ('current', 'superseded', 'deleted') and entity_id is not null

),

townships as (

    select * from {{ ref('int_townships') }}

),

-- One row per arrival; a change of either status starts a new version, other corrections stay inside it.
arrivals as (

    select
        *,
        lag(reg_status) over arrival_order as previous_reg_status,
        lag(oper_status) over arrival_order as previous_oper_status
    from landed
    window arrival_order as (partition by county_code, entity_id order by received_at, _submission_id, _row_no)

),

versions as (

    select
        *,
        count(*) filter (
            where reg_status is distinct from previous_reg_status or oper_status is distinct from previous_oper_status
        ) over (
            partition by county_code, entity_id order by received_at, _submission_id, _row_no
        ) as version_no
    from arrivals

),

latest as (

    select distinct on (county_code, entity_id, version_no)
        *,
        min(received_at) over (partition by county_code, entity_id, version_no) as first_received_at
    from versions
    order by
        county_code asc, entity_id asc, version_no asc, received_at desc, _submission_id desc, _row_no desc

),

final as (

    select
        latest.county_code,
        latest.entity_id,
        latest.version_no::integer as version_no,
        coalesce(latest.status_on, latest.established_on, latest.first_received_at::date) as valid_from,
        lead(coalesce(latest.status_on, latest.first_received_at::date)) over version_order as valid_to,
        latest.row_state = 'current' and lead(latest.entity_id) over version_order is null as is_current,
        case when latest.entity_type = '自然人' then {{ mask_name('latest.entity_name') }} else latest.entity_name end
            as entity_name,
        latest.uscc,
        latest.entity_type,
        latest.stage,
        latest.biz_form,
        coalesce(townships.region_code, '未知') as region_code,
        latest.mso_code,
        latest.reg_status,
        latest.oper_status,
        coalesce({{ is_live_entity('latest') }}, false) as is_live,
        latest.established_on,
        latest.employees,
        latest.area_m2,
        latest.is_collective
    from latest
    left join townships
        on
            latest.county_code = townships.county_code
            and left(latest.region_code, 9) = townships.township_code
    window version_order as (partition by latest.county_code, latest.entity_id order by latest.version_no)

)

select * from final

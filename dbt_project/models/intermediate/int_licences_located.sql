with

clock as (

    select * from {{ ref('int_report_clock') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

licences as (

    select
        county_code,
        'MS02' as dataset,
        lic_no,
        version_no,
        '食品生产许可' as lic_kind,
        holder_name,
        uscc,
        null as full_region_code,
        issued_on,
        valid_to,
        status
    from {{ ref('int_ms_prod_lic_current') }}

    union all

    select
        county_code,
        'MS03' as dataset,
        lic_no,
        version_no,
        lic_kind,
        holder_name,
        uscc,
        region_code as full_region_code,
        issued_on,
        valid_to,
        status
    from {{ ref('int_ms_oper_lic_current') }}

    union all

    select
        county_code,
        'MS04' as dataset,
        reg_no as lic_no,
        1 as version_no,
        small_kind as lic_kind,
        name as holder_name,
        uscc,
        region_code as full_region_code,
        issued_on,
        valid_to,
        status
    from {{ ref('int_ms_small_reg_current') }}

),

final as (

    select
        licences.county_code,
        licences.dataset,
        licences.lic_no,
        licences.version_no,
        licences.lic_kind,
        licences.holder_name,
        licences.uscc,
        coalesce(townships.region_code, '未知') as region_code,
        licences.issued_on,
        licences.valid_to,
        licences.status,
        coalesce({{ is_live_licence('licences', 'clock.report_day') }}, false) as is_live
    from licences
    cross join clock
    left join townships
        on
            licences.county_code = townships.county_code
            and left(licences.full_region_code, 9) = townships.township_code

)

select * from final

with

final as (

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

)

select * from final

with

final as (

    select
        county_code,
        lic_no,
        dealer_name,
        uscc,
        kind,
        restricted,
        region_code,
        valid_to,
        on_trace,
        in_n,
        out_n,
        insp_n,
        sampled_n,
        fail_n,
        status,
        is_live
    from {{ ref('int_dealers_located') }}

)

select * from final

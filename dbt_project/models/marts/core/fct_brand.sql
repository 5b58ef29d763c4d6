with

final as (

    select
        county_code,
        cert_no,
        kind,
        holder,
        uscc,
        producer_id,
        region_code,
        product,
        area_mu,
        output_t,
        issuer,
        issued_on,
        valid_to,
        status,
        std,
        yearly_check,
        is_live
    from {{ ref('int_brands_located') }}

)

select * from final

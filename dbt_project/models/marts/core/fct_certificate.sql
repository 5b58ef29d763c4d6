with

certificates as (

    select * from {{ followed(ref('int_certificates_located')) }}

),

final as (

    select
        county_code,
        cert_no,
        producer_id,
        region_code,
        product,
        product_cat,
        qty,
        unit,
        issued_on,
        method,
        copies,
        basis,
        reissued,
        created_at
    from certificates

)

select * from final

with

certificates as (

    select * from {{ followed(ref('int_ag_cert_current')) }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        certificates.county_code,
        certificates.cert_no,
        certificates.producer_id,
        coalesce(townships.region_code, '未知') as region_code,
        certificates.product,
        certificates.product_cat,
        certificates.qty,
        certificates.unit,
        certificates.issued_on,
        {{ week_of('certificates.issued_on') }} as issued_week,
        {{ month_of('certificates.issued_on') }} as issued_month,
        certificates.method,
        certificates.copies,
        certificates.basis,
        certificates.reissued,
        certificates.created_at
    from certificates
    left join townships
        on
            certificates.county_code = townships.county_code
            and left(certificates.region_code, 9) = townships.township_code

)

select * from final

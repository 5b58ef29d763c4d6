with

brands as (

    select * from {{ ref('int_ag_brand_current') }}

),

producers as (

    select * from {{ ref('int_producers_located') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        brands.county_code,
        brands.cert_no,
        brands.kind,
        brands.holder,
        brands.uscc,
        brands.producer_id,
        -- A certificate belongs where its holder grows; associations have no place of their own.
        coalesce(producers.region_code, '未知') as region_code,
        brands.product,
        brands.area_mu,
        brands.output_t,
        brands.issuer,
        brands.issued_on,
        brands.valid_to,
        brands.status,
        brands.std,
        brands.yearly_check,
        coalesce({{ is_live_licence('brands', 'clock.report_day') }}, false) as is_live
    from brands
    left join producers
        on
            brands.county_code = producers.county_code
            and brands.producer_id = producers.producer_id
    cross join clock

)

select * from final

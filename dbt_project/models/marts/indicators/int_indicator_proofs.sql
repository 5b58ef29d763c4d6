with

sellers as (

    select * from {{ ref('int_traces_located') }}
    where selling

),

required as (

    select
        coalesce(bool_or(is_required) filter (where proof = 'has_origin_doc'), false) as origin_doc,
        coalesce(bool_or(is_required) filter (where proof = 'has_test_doc'), false) as test_doc,
        coalesce(bool_or(is_required) filter (where proof = 'has_producer_record'), false) as producer_record,
        coalesce(bool_or(is_required) filter (where proof = 'has_voucher'), false) as voucher
    from {{ ref('produce_proof') }}

),

quarters as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'quarter'

),

final as (

    select
        sellers.county_code,
        'A05' as indicator_code,
        area.area_code as region_code,
        '总计' as breakdown_type,
        '总计' as breakdown_code,
        quarters.period_type,
        quarters.period,
        (count(*) filter (
            where
            (coalesce(sellers.has_origin_doc, false) or not required.origin_doc)
            and (coalesce(sellers.has_test_doc, false) or not required.test_doc)
            and (coalesce(sellers.has_producer_record, false) or not required.producer_record)
            and (coalesce(sellers.has_voucher, false) or not required.voucher)
        ))::numeric as numerator,
        count(*)::numeric as denominator
    from sellers
    inner join quarters
        on
            sellers.county_code = quarters.county_code
            and norm.period_start(sellers.month) between quarters.starts_on and quarters.counted_to
    cross join required
    {{ in_both_areas('sellers') }}
    group by sellers.county_code, area.area_code, quarters.period_type, quarters.period

)

select * from final

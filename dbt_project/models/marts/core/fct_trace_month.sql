with

final as (

    select
        county_code,
        producer_id,
        month,
        region_code,
        producer_kind,
        should_trace,
        selling,
        has_origin_doc,
        has_test_doc,
        has_producer_record,
        has_voucher,
        joined,
        logins,
        farm_records,
        batches,
        batches_traceable,
        labels,
        scans,
        patrols,
        issues,
        last_upload
    from {{ ref('int_traces_located') }}

)

select * from final

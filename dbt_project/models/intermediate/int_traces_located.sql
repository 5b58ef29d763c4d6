with

traces as (

    select * from {{ ref('int_ag_trace_current') }}

),

producers as (

    select * from {{ ref('int_producers_located') }}

),

final as (

    select
        traces.county_code,
        traces.producer_id,
        {{ month_key('traces.stat_month') }} as month,
        coalesce(producers.region_code, '未知') as region_code,
        producers.kind as producer_kind,
        traces.should_trace,
        traces.selling,
        traces.has_origin_doc,
        traces.has_test_doc,
        traces.has_producer_record,
        traces.has_voucher,
        traces.joined,
        traces.logins,
        traces.farm_records,
        traces.batches,
        traces.batches_traceable,
        traces.labels,
        traces.scans,
        traces.patrols,
        traces.issues,
        traces.last_upload
    from traces
    left join producers
        on
            traces.county_code = producers.county_code
            and traces.producer_id = producers.producer_id

)

select * from final

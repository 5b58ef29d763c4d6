-- rendered from contract AG03 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AG03', '1.0.0+0b82c2d2') }}

),

landed as (

    {{ landed_rows(source('raw', 'ag_trace')) }}

),

cleaned as (

    select
        {{ lineage(
            ['producer_id', 'stat_month'],
            [
                'producer_id',
                'stat_month',
                'should_trace',
                'selling',
                'has_origin_doc',
                'has_test_doc',
                'has_producer_record',
                'has_voucher',
                'joined',
                'logins',
                'farm_records',
                'batches',
                'labels',
                'batches_traceable',
                'scans',
                'patrols',
                'issues',
                'last_upload'
            ],
            '1.0.0+0b82c2d2'
        ) }},
        typed.*,
        {{ marks(
            cast=[
                'stat_month',
                'should_trace',
                'selling',
                'has_origin_doc',
                'has_test_doc',
                'has_producer_record',
                'has_voucher',
                'joined',
                'last_upload'
            ],
            measured={
                'logins': "'次', '{}'",
                'farm_records': "'条', '{}'",
                'batches': "'批次', '{}'",
                'labels': "'张', '{}'",
                'batches_traceable': "'批次', '{}'",
                'scans': "'次', '{}'",
                'patrols': "'次', '{}'",
                'issues': "'个', '{}'"
            }
        ) }}
    from landed
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.producer_id) as producer_id,
            norm.stat_month(landed.stat_month, landed._near) as stat_month,
            norm.bool(landed.should_trace) as should_trace,
            norm.bool(landed.selling) as selling,
            norm.bool(landed.has_origin_doc) as has_origin_doc,
            norm.bool(landed.has_test_doc) as has_test_doc,
            norm.bool(landed.has_producer_record) as has_producer_record,
            norm.bool(landed.has_voucher) as has_voucher,
            norm.bool(landed.joined) as joined,
            norm.whole_quantity(landed.logins, '次', '{}') as logins,
            norm.whole_quantity(landed.farm_records, '条', '{}') as farm_records,
            norm.whole_quantity(landed.batches, '批次', '{}') as batches,
            norm.whole_quantity(landed.labels, '张', '{}') as labels,
            norm.whole_quantity(landed.batches_traceable, '批次', '{}') as batches_traceable,
            norm.whole_quantity(landed.scans, '次', '{}') as scans,
            norm.whole_quantity(landed.patrols, '次', '{}') as patrols,
            norm.whole_quantity(landed.issues, '个', '{}') as issues,
            norm.date(landed.last_upload, landed._near) as last_upload
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

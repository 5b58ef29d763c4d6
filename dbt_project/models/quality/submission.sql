with

ledger as (

    {{ ledger_in_scope() }}

),

-- Rows that the retention rule took out; none of them held as of its horizon.
pruned as (

    select * from {{ source('quality', 'pruned') }}

),

-- Every landed row has one state as of the cut-off; the states of a submission add up to what it landed.
landed as (

    select
        part[1] as county_code,
        part[2] as submission_id,
        part[3] as row_state,
        row_count as landed_rows
    from {{ source('quality', 'row_count') }}
    where
        relation in (
            {% for table in contract_tables() -%}
            '{{ name_of(ref('int_' ~ table ~ '_rows')) }}'{{ ', ' if not loop.last }}
            {%- endfor %}
        )

),

states as (

    select
        county_code,
        submission_id,
        sum(landed_rows) filter (where row_state = 'current') as current_rows,
        sum(landed_rows) filter (where row_state = 'superseded') as superseded_rows,
        sum(landed_rows) filter (where row_state = 'duplicate') as duplicate_rows,
        sum(landed_rows) filter (where row_state = 'total') as total_rows,
        sum(landed_rows) filter (where row_state = 'deleted') as deleted_rows,
        sum(landed_rows) filter (where row_state in ('quarantined', 'refused')) as quarantined_rows
    from landed
    group by county_code, submission_id

),

final as (

    select
        ledger.county_code,
        ledger.submission_id,
        ledger.dataset,
        ledger.stream,
        ledger.submitter,
        ledger.period,
        ledger.revision,
        ledger.source,
        ledger.sha256,
        ledger.declared_rows,
        ledger.received_rows,
        ledger.unchanged_rows,
        ledger.landed_rows,
        coalesce(states.current_rows, 0)::bigint as current_rows,
        coalesce(states.superseded_rows, 0)::bigint as superseded_rows,
        coalesce(states.duplicate_rows, 0)::bigint as duplicate_rows,
        coalesce(states.total_rows, 0)::bigint as total_rows,
        coalesce(states.deleted_rows, 0)::bigint as deleted_rows,
        coalesce(states.quarantined_rows, 0)::bigint as quarantined_rows,
        coalesce(pruned.landed_rows, 0)::bigint as pruned_rows,
        ledger.header_rows,
        ledger.content,
        ledger.received_at,
        ledger.landed_at,
        ledger.state,
        ledger.reject_rule,
        ledger.reject_reason
    from ledger
    left join states using (county_code, submission_id)
    left join pruned using (county_code, submission_id)

)

select * from final

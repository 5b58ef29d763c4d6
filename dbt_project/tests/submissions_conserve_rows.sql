-- received = landed + unchanged; landed = current + superseded + duplicate + total + deleted + quarantined + pruned.
{{ config(tags=['build']) }}

select * from {{ ref('submission') }}
where
    received_rows <> landed_rows + unchanged_rows
    or landed_rows
    <> current_rows + superseded_rows + duplicate_rows + total_rows + deleted_rows + quarantined_rows + pruned_rows

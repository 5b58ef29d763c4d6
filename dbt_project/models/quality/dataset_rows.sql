with

counties as (

    select * from {{ ref('county') }}

),

datasets as (

    select * from {{ ref('dataset') }}

),

submissions as (

    select * from {{ ref('submission') }}

),

raw_rows as (

    {% for table in contract_tables() %}
    select
        county_code,
        _submission_id as submission_id,
        count(*) as raw_rows
    from {{ source('raw', table) }}
    group by county_code, _submission_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

staged_rows as (

    {% for table in contract_tables() %}
    select
        county_code,
        _submission_id as submission_id,
        count(*) as staged_rows
    from {{ ref('stg_' ~ table.split('_')[0] ~ '__' ~ table) }}
    group by county_code, _submission_id
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

fact_rows as (

    {% for fact in fact_tables().values() %}
    select
        county_code,
        '{{ fact.dataset }}' as dataset,
        count(*) as fact_rows
    from {{ ref(fact.model) }}
    where {{ fact.rows }}
    group by county_code
    {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

facts as (

    select *
    from (
        values
        {% for fact in fact_tables().values() %}
        ('{{ fact.dataset }}', '{{ fact.model }}'){{ ',' if not loop.last }}
        {% endfor %}
    ) as held (dataset, fact_table)

),

-- Only what arrived before the cut-off is in `submission`; rows that landed later are not counted here.
counted as (

    select
        submissions.*,
        coalesce(raw_rows.raw_rows, 0) as raw_rows,
        coalesce(staged_rows.staged_rows, 0) as staged_rows,
        submissions.current_rows + submissions.superseded_rows + submissions.duplicate_rows + submissions.total_rows
        + submissions.deleted_rows + submissions.quarantined_rows + submissions.pruned_rows as settled_rows
    from submissions
    left join raw_rows using (county_code, submission_id)
    left join staged_rows using (county_code, submission_id)

),

summed as (

    select
        county_code,
        dataset,
        count(*) as submissions,
        sum(received_rows) as received_rows,
        sum(unchanged_rows) as unchanged_rows,
        sum(raw_rows) as raw_rows,
        sum(staged_rows) as staged_rows,
        sum(current_rows) as current_rows,
        sum(superseded_rows) as superseded_rows,
        sum(duplicate_rows + total_rows + deleted_rows) as left_out_rows,
        sum(quarantined_rows) as quarantined_rows,
        sum(pruned_rows) as pruned_rows,
        count(*) filter (
            where (received_rows, landed_rows, raw_rows, staged_rows)
            <> (landed_rows + unchanged_rows, settled_rows, landed_rows - pruned_rows, landed_rows - pruned_rows)
        ) as unbalanced_submissions
    from counted
    group by county_code, dataset

),

final as (

    select
        counties.county_code,
        datasets.dataset,
        datasets.dataset_name,
        coalesce(summed.submissions, 0) as submissions,
        coalesce(summed.received_rows, 0)::bigint as received_rows,
        coalesce(summed.unchanged_rows, 0)::bigint as unchanged_rows,
        coalesce(summed.raw_rows, 0)::bigint as raw_rows,
        coalesce(summed.staged_rows, 0)::bigint as staged_rows,
        coalesce(summed.current_rows, 0)::bigint as current_rows,
        coalesce(summed.superseded_rows, 0)::bigint as superseded_rows,
        coalesce(summed.left_out_rows, 0)::bigint as left_out_rows,
        coalesce(summed.quarantined_rows, 0)::bigint as quarantined_rows,
        coalesce(summed.pruned_rows, 0)::bigint as pruned_rows,
        facts.fact_table,
        case when facts.dataset is not null then coalesce(fact_rows.fact_rows, 0) end as fact_rows,
        coalesce(summed.unbalanced_submissions, 0) as unbalanced_submissions,
        coalesce(summed.unbalanced_submissions, 0) = 0
        and (facts.dataset is null or coalesce(fact_rows.fact_rows, 0) = coalesce(summed.current_rows, 0))
            as is_conserved
    from counties
    cross join datasets
    left join summed using (county_code, dataset)
    left join facts using (dataset)
    left join fact_rows using (county_code, dataset)

)

select * from final

with

datasets as (

    select * from {{ ref('dim_dataset') }}

),

counties as (

    select * from {{ ref('county') }}

),

submissions as (

    select * from {{ ref('submission') }}

),

accepted as (

    select
        county_code,
        dataset,
        max(period) filter (where state = '已接受') as last_period,
        max(received_at) filter (where state = '已接受') as last_accepted_at,
        max(received_at) as last_received_at,
        sum(current_rows) as current_rows
    from submissions
    group by county_code, dataset

),

final as (

    select
        counties.county_code,
        datasets.dataset,
        datasets.dataset_name,
        datasets.submitter,
        accepted.last_period,
        accepted.last_accepted_at,
        accepted.last_received_at,
        coalesce(accepted.current_rows, 0)::bigint as current_rows,
        {{ cutoff() }} as as_of
    from counties
    cross join datasets
    left join accepted
        on
            counties.county_code = accepted.county_code
            and datasets.dataset = accepted.dataset

)

select * from final

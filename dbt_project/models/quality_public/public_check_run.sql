with

runs as (

    select * from {{ source('quality', 'check_run') }}

),

final as (

    select
        county_code,
        run_id,
        rule_id,
        condition,
        dataset,
        period,
        cutoff,
        checked,
        failed,
        result,
        seconds
    from runs

)

select * from final

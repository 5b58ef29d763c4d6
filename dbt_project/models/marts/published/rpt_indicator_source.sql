with

figures as (

    select distinct
        county_code,
        indicator_code,
        period_type,
        period
    from {{ ref('int_indicator_values') }}

),

periods as (

    select * from {{ ref('int_report_periods') }}

),

inputs as (

    select distinct
        inputs.indicator_code,
        inputs.dataset,
        datasets.mode
    from {{ ref('indicator_input') }} as inputs
    inner join {{ ref('dataset') }} as datasets on inputs.dataset = datasets.dataset

),

submissions as (

    select * from {{ ref('submission') }}
    where current_rows > 0

),

final as (

    select
        figures.county_code,
        figures.indicator_code,
        figures.period_type,
        figures.period,
        submissions.dataset,
        submissions.submission_id,
        submissions.period as submission_period,
        submissions.revision,
        submissions.received_at,
        submissions.current_rows
    from figures
    inner join inputs on figures.indicator_code = inputs.indicator_code
    inner join periods
        on
            figures.county_code = periods.county_code
            and figures.period_type = periods.period_type
            and figures.period = periods.period
    inner join submissions
        on
            figures.county_code = submissions.county_code
            and inputs.dataset = submissions.dataset
            and (
                inputs.mode <> 'period'
                or (
                    norm.period_start(submissions.period) <= periods.ends_on
                    and {{ period_end('submissions.period') }} >= periods.starts_on
                )
            )

)

select * from final

with

submissions as (

    select * from {{ ref('submission') }}

),

figures as (

    select distinct
        figure.county_code,
        figure.indicator_code,
        figure.period_type,
        figure.period,
        period.starts_on,
        period.ends_on
    from {{ ref('int_indicator_values') }} as figure
    inner join {{ ref('int_report_periods') }} as period
        on
            figure.county_code = period.county_code
            and figure.period_type = period.period_type
            and figure.period = period.period

),

input_datasets as (

    select distinct
        inputs.indicator_code,
        inputs.dataset,
        datasets.mode
    from {{ ref('indicator_input') }} as inputs
    inner join {{ ref('dataset') }} as datasets on inputs.dataset = datasets.dataset

),

rows_used as (

    select
        figures.county_code,
        figures.indicator_code,
        figures.period_type,
        figures.period,
        input_datasets.dataset,
        sum(submissions.current_rows) as input_rows
    from figures
    inner join input_datasets
        on figures.indicator_code = input_datasets.indicator_code
    inner join submissions
        on
            figures.county_code = submissions.county_code
            and input_datasets.dataset = submissions.dataset
            and (
                input_datasets.mode <> 'period'
                or (
                    norm.period_start(submissions.period) <= figures.ends_on
                    and {{ period_end('submissions.period') }} >= figures.starts_on
                )
            )
    group by
        figures.county_code, figures.indicator_code, figures.period_type, figures.period, input_datasets.dataset

),

touches as (

    select
        county_code,
        indicator_code,
        period_type,
        period,
        dataset,
        severity,
        count(distinct business_key) filter (where not is_whole_submission) as touched_keys,
        bool_or(is_whole_submission) as is_whole_submission
    from {{ ref('int_indicator_findings') }}
    group by county_code, indicator_code, period_type, period, dataset, severity

),

final as (

    select
        touches.county_code,
        touches.indicator_code,
        touches.period_type,
        touches.period,
        touches.dataset,
        touches.severity,
        touches.touched_keys,
        rows_used.input_rows,
        case
            when touches.is_whole_submission then 1
            else touches.touched_keys / greatest(rows_used.input_rows, 1)::numeric
        end as touched_share
    from touches
    left join rows_used using (county_code, indicator_code, period_type, period, dataset)

)

select * from final

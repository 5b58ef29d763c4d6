with

figures as (

    select distinct
        county_code,
        indicator_code,
        period_type,
        period
    from {{ ref('int_indicator_values') }}

),

inputs as (

    select distinct
        inputs.indicator_code,
        inputs.dataset,
        datasets.mode
    from {{ ref('indicator_input') }} as inputs
    inner join {{ ref('dataset') }} as datasets on inputs.dataset = datasets.dataset

),

periods as (

    select * from {{ ref('int_report_periods') }}

),

obligations as (

    select
        expected.*,
        norm.period_start(expected.period) as starts_on,
        {{ period_end('expected.period') }} as ends_on,
        coalesce(expected.content in ('有数据', '零报'), false) as is_answered,
        expected.due_at <= {{ cutoff() }} as is_due,
        -- A register is judged by its newest delivery that was due: its past cannot be asked for again.
        expected.due_at = max(expected.due_at) filter (where expected.due_at <= {{ cutoff() }}) over (
            partition by expected.county_code, expected.dataset, expected.stream
        ) as is_newest_due
    from {{ ref('expected_submission') }} as expected
    where expected.timeliness <> '免报'

),

needed as (

    select
        figures.county_code,
        figures.indicator_code,
        figures.period_type,
        figures.period,
        inputs.dataset,
        obligations.period as missing_period,
        obligations.is_answered,
        obligations.is_due
    from figures
    inner join inputs on figures.indicator_code = inputs.indicator_code
    inner join periods
        on
            figures.county_code = periods.county_code
            and figures.period_type = periods.period_type
            and figures.period = periods.period
    inner join obligations
        on
            figures.county_code = obligations.county_code
            and inputs.dataset = obligations.dataset
            and case
                when inputs.mode = 'snapshot' then obligations.is_newest_due
                else periods.ends_on >= obligations.starts_on and periods.starts_on <= obligations.ends_on
            end

),

final as (

    select
        county_code,
        indicator_code,
        period_type,
        period,
        dataset,
        string_agg(missing_period, '、' order by missing_period) filter (where not is_answered and is_due)
            as missing_periods
    from needed
    group by county_code, indicator_code, period_type, period, dataset
    having bool_or(not is_answered and is_due) or not bool_or(is_answered)

)

select * from final

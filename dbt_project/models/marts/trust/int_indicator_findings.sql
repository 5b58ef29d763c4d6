{{ config(materialized='standing_view') }}

with

findings as (

    select
        *,
        rule_id in (
            {% for rule in var('whole_submission_rules') %}
            '{{ rule }}'{{ ',' if not loop.last }}
            {% endfor %}
        ) as is_whole_submission
    from {{ ref('int_findings_open') }}
    where severity in ('B', 'W')

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

inputs as (

    select * from {{ ref('indicator_input') }}

),

-- A finding may concern several input fields of one figure.
final as (

    select distinct
        figures.county_code,
        figures.indicator_code,
        figures.period_type,
        figures.period,
        findings.fingerprint,
        findings.rule_id,
        findings.condition,
        findings.severity,
        findings.dataset,
        findings.business_key,
        findings.field,
        findings.first_seen,
        findings.is_whole_submission
    from findings
    inner join figures on findings.county_code = figures.county_code
    inner join inputs
        on
            figures.indicator_code = inputs.indicator_code
            and findings.dataset = inputs.dataset
            and (findings.field = inputs.field or findings.is_whole_submission)
    where
        findings.period = ''
        or (
            norm.period_start(findings.period) <= figures.ends_on
            and {{ period_end('findings.period') }} >= figures.starts_on
        )

)

select * from final

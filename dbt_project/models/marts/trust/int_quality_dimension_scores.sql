with

clock as (

    select * from {{ ref('int_report_clock') }}

),

weights as (

    select * from {{ ref('score_weight') }}

),

rules as (

    select * from {{ source('quality', 'rule') }}

),

datasets as (

    select * from {{ ref('dataset') }}

),

-- What each rule looked at when it last ran; the run over all that stands comes after the one over new rows.
newest_runs as (

    select distinct on (county_code, condition, dataset)
        county_code,
        condition,
        dataset,
        checked,
        result
    from {{ source('quality', 'check_run') }}
    where cutoff <= {{ cutoff() }}
    order by county_code asc, condition asc, dataset asc, cutoff desc, run_id desc

),

checked as (

    select
        newest_runs.county_code,
        datasets.submitter,
        rules.dimension,
        sum(newest_runs.checked) as checked_rows
    from newest_runs
    inner join datasets on newest_runs.dataset = datasets.dataset
    inner join rules
        on
            newest_runs.condition = rules.condition
            and newest_runs.dataset = rules.dataset
    where newest_runs.result in ('passed', 'failed') and rules.dimension <> '时效性'
    group by newest_runs.county_code, datasets.submitter, rules.dimension
    having sum(newest_runs.checked) > 0

),

violated as (

    select
        findings.county_code,
        findings.submitter,
        findings.dimension,
        -- A problem that stays open for more than 30 days counts double.
        sum(weights.weight * case when findings.first_seen < {{ cutoff() }} - interval '30 days' then 2 else 1 end)
            as weighted_violations
    from {{ ref('int_findings_open') }} as findings
    cross join clock
    inner join weights on weights.item = 'severity' and findings.severity = weights.code
    group by findings.county_code, findings.submitter, findings.dimension

),

final as (

    select
        checked.county_code,
        checked.submitter,
        clock.month,
        checked.dimension,
        checked.checked_rows,
        coalesce(violated.weighted_violations, 0) as weighted_violations,
        greatest(0, 100 * (1 - coalesce(violated.weighted_violations, 0) / checked.checked_rows)) as score
    from checked
    cross join clock
    left join violated using (county_code, submitter, dimension)

)

select * from final

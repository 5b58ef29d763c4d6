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

-- What each rule looked at: the rows that stand, or what its newest run counted where that is more.
newest_runs as (

    select distinct on (county_code, condition, dataset)
        county_code,
        condition,
        dataset,
        checked,
        result
    from {{ source('quality', 'check_run') }}
    where cutoff <= {{ cutoff() }}
    order by county_code asc, condition asc, dataset asc, cutoff desc, checked desc

),

standing as (

    select
        county_code,
        dataset,
        submitter,
        sum(current_rows) as current_rows
    from {{ ref('submission') }}
    group by county_code, dataset, submitter

),

checked as (

    select
        standing.county_code,
        standing.submitter,
        rules.dimension,
        sum(greatest(newest_runs.checked, standing.current_rows)) as checked_rows
    from standing
    inner join rules on standing.dataset = rules.dataset and rules.severity <> 'I'
    inner join newest_runs
        on
            standing.county_code = newest_runs.county_code
            and rules.condition = newest_runs.condition
            and rules.dataset = newest_runs.dataset
            and newest_runs.result in ('passed', 'failed')
    group by standing.county_code, standing.submitter, rules.dimension

),

violated as (

    select
        findings.county_code,
        findings.submitter,
        findings.dimension,
        -- A problem that stays open for more than 30 days counts double.
        sum(weights.weight * case when findings.first_seen < clock.cutoff - interval '30 days' then 2 else 1 end)
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
        checked.checked_rows::numeric as checked_rows,
        coalesce(violated.weighted_violations, 0) as weighted_violations,
        greatest(0, round(
            100 * (1 - coalesce(violated.weighted_violations, 0) / nullif(checked.checked_rows, 0)), 2
        )) as score
    from checked
    cross join clock
    left join violated using (county_code, submitter, dimension)
    where checked.dimension <> '时效性'

)

select * from final

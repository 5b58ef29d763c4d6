-- Quality scores of the running month: six dimensions and the total, the total also as the report before published it.
with

published as (

    select distinct on (breakdown_code)
        breakdown_code as submitter,
        value
    from marts.fct_indicator_value
    where
        county_code = %(county)s
        and indicator_code = 'G02'
        and as_of < %(cutoff)s
    order by breakdown_code, period desc, as_of desc

)

select
    scores.submitter,
    scores.dimension,
    scores.score,
    case when scores.dimension = '总分' then published.value end as previous,
    scores.month
from marts.rpt_quality_score as scores
left join published on scores.submitter = published.submitter
where scores.county_code = %(county)s
order by scores.submitter, scores.dimension

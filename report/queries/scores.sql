-- Quality scores as of the cut-off: six dimensions and the total, and what the report before published.
with

published as (

    select distinct on (submitter, dimension)
        submitter,
        dimension,
        score
    from marts.fct_quality_score
    where
        county_code = %(county)s
        and as_of < %(cutoff)s
    order by submitter, dimension, as_of desc

)

select
    scores.submitter,
    scores.dimension,
    scores.score,
    published.score as previous,
    scores.month
from marts.fct_quality_score as scores
left join published
    on
        scores.submitter = published.submitter
        and scores.dimension = published.dimension
where
    scores.county_code = %(county)s
    and scores.as_of = %(cutoff)s
order by scores.submitter, scores.dimension

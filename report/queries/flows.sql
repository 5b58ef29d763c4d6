-- Per cut-off and department: findings that came, that went, and that stand.
with

cutoffs as (

    select
        moment.cutoff,
        lag(moment.cutoff) over (order by moment.cutoff) as previous_cutoff
    from unnest(%(cutoffs)s::timestamp[]) as moment (cutoff)

),

seen as (

    select
        cutoff,
        fingerprint,
        submitter
    from quality.finding_seen
    where
        county_code = %(county)s
        and cutoff = any(%(cutoffs)s::timestamp[])

),

came as (

    select
        seen.cutoff,
        seen.submitter,
        count(*) as standing,
        count(*) filter (where before.fingerprint is null) as opened
    from seen
    inner join cutoffs on seen.cutoff = cutoffs.cutoff
    left join seen as before
        on
            cutoffs.previous_cutoff = before.cutoff
            and seen.fingerprint = before.fingerprint
    group by seen.cutoff, seen.submitter

),

went as (

    select
        cutoffs.cutoff,
        before.submitter,
        count(*) as closed
    from cutoffs
    inner join seen as before on cutoffs.previous_cutoff = before.cutoff
    left join seen
        on
            cutoffs.cutoff = seen.cutoff
            and before.fingerprint = seen.fingerprint
    where seen.fingerprint is null
    group by cutoffs.cutoff, before.submitter

)

select
    cutoff,
    submitter,
    coalesce(came.opened, 0) as opened,
    coalesce(went.closed, 0) as closed,
    coalesce(came.standing, 0) as standing
from came
full join went using (cutoff, submitter)
order by cutoff, submitter

-- Visits of the running periods: bindings due and bindings visited often enough.
select
    period_type,
    period_starts_on as starts_on,
    count(*) as due,
    count(*) filter (where is_met) as done
from intermediate.int_visit_duty
where county_code = %(county)s
group by period_type, period_starts_on
order by period_type, period_starts_on

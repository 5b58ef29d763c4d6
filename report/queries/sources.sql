-- The submissions behind some indicators' periods: `codes`, `types` and `periods` are read side by side.
select
    source.indicator_code as indicator,
    source.period_type,
    source.period,
    source.dataset,
    source.submission_id,
    source.submission_period,
    source.revision,
    source.received_at,
    source.current_rows as rows
from marts.rpt_indicator_source as source
inner join unnest(%(codes)s::text[], %(types)s::text[], %(periods)s::text[]) as asked (code, period_type, period)
    on
        source.indicator_code = asked.code
        and source.period_type = asked.period_type
        and source.period = asked.period
where source.county_code = %(county)s
order by source.indicator_code, source.period, source.dataset, source.received_at, source.submission_id

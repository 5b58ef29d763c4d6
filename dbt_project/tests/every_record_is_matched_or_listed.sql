-- Nothing drops out of the matching: each record is matched once or listed as unmatched once.
{{ config(tags=['build']) }}

{%- set records, matched = ref('int_match_records'), ref('int_entity_match') -%}
{%- set unmatched = ref('int_entity_unmatched') -%}
{%- set key, changed = ['county_code', 'dataset', 'record_key'], [] -%}
{%- for relation in [records, matched, unmatched] -%}
    {%- do changed.append(changed_since_passed(relation)) -%}
{%- endfor -%}
{%- set seen = {} -%}
{%- for relation in [records, matched, unmatched] -%}
    {%- if 'all' in changed -%}
        {%- do seen.update({relation.identifier: relation}) -%}
    {%- else -%}
        {%- do seen.update({relation.identifier: "news cross join " ~ of_news('*', relation, key) ~ " as found"}) -%}
    {%- endif -%}
{%- endfor %}

with

{% if 'all' not in changed -%}
news as (

    select distinct key[:3] as key
    from quality.relation_news
    where
        relation in ('{{ name_of(records) }}', '{{ name_of(matched) }}', '{{ name_of(unmatched) }}')

),

{% endif -%}
records as (

    select
        county_code,
        dataset,
        record_key
    from {{ seen[records.identifier] }}

),

outcomes as (

    select
        county_code,
        dataset,
        record_key
    from {{ seen[matched.identifier] }}
    union all
    select
        county_code,
        dataset,
        record_key
    from {{ seen[unmatched.identifier] }}

)

select
    records.county_code,
    records.dataset,
    records.record_key,
    count(outcomes.record_key) as outcomes
from records
left join outcomes using (county_code, dataset, record_key)
group by records.county_code, records.dataset, records.record_key
having count(outcomes.record_key) <> 1

-- Nothing drops out of the matching: each record is matched once or listed as unmatched once.
{{ config(tags=['build']) }}

with

outcomes as (

    select
        county_code,
        dataset,
        record_key
    from {{ ref('int_entity_match') }}
    union all
    select
        county_code,
        dataset,
        record_key
    from {{ ref('int_entity_unmatched') }}

)

select
    records.county_code,
    records.dataset,
    records.record_key,
    count(outcomes.record_key) as outcomes
from {{ ref('int_match_records') }} as records
left join outcomes using (county_code, dataset, record_key)
group by records.county_code, records.dataset, records.record_key
having count(outcomes.record_key) <> 1

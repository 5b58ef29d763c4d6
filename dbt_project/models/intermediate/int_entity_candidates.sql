with

records as (

    select * from {{ ref('int_match_records') }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

-- What a person found out holds before every rule, from the day on which it was decided.
decisions as (

    select * from {{ ref('int_entity_decisions') }}

),

confirmed as (

    select distinct on (records.county_code, records.dataset, records.record_key)
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id
    from decisions
    inner join records using (county_code, dataset, record_key)
    inner join entities using (county_code, entity_id)
    where decisions.verdict = '是'
    order by
        records.county_code asc, records.dataset asc, records.record_key asc,
        decisions.decided_on desc, entities.entity_id asc

),

-- The same valid unified social credit code. Of several places of business the same township wins.
by_uscc as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id,
        coalesce(records.region_code = entities.region_code, false) as is_same_town
    from records
    inner join entities
        on
            records.county_code = entities.county_code
            and records.uscc = entities.uscc
    where records.has_valid_uscc

),

-- The same normalised name in the same township, unique on both sides; natural persons only by licence.
named_records as (

    select
        *,
        min(party_key) over same_name = max(party_key) over same_name as is_unique
    from records
    where match_name is not null and region_code is not null and not is_person
    window same_name as (partition by county_code, dataset, match_name, region_code)

),

named_entities as (

    select
        county_code,
        match_name,
        region_code,
        min(entity_id) as entity_id
    from entities
    where match_name is not null and region_code <> '未知'
    group by county_code, match_name, region_code
    having count(*) = 1

),

found as (

    select
        *,
        'manual' as match_method,
        true as is_same_town
    from confirmed
    union all
    select
        county_code,
        dataset,
        record_key,
        lic_no,
        entity_id,
        'uscc' as match_method,
        is_same_town
    from by_uscc
    union all
    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id,
        'name_township' as match_method,
        true as is_same_town
    from named_records as records
    inner join named_entities as entities using (county_code, match_name, region_code)
    where records.is_unique

),

final as (

    select distinct on (found.county_code, found.dataset, found.record_key, found.match_method)
        found.county_code,
        found.dataset,
        found.record_key,
        found.lic_no,
        found.entity_id,
        found.match_method
    from found
    left join decisions
        on
            found.county_code = decisions.county_code
            and found.dataset = decisions.dataset
            and found.record_key = decisions.record_key
            and found.entity_id = decisions.entity_id
    where coalesce(decisions.verdict, '是') <> '否'
    order by
        found.county_code asc, found.dataset asc, found.record_key asc, found.match_method asc,
        found.is_same_town desc, found.entity_id asc

)

select * from final

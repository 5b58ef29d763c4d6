with

records as (

    select * from {{ ref('int_match_records') }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

-- What a person found out holds before every rule, from the day on which it was decided.
decisions as (

    select * from {{ ref('entity_match_decision') }}
    where decided_on <= {{ cutoff() }}::date

),

refused as (

    select
        county_code,
        dataset,
        record_key,
        entity_id
    from decisions
    where verdict = '否'

),

confirmed as (

    select distinct on (records.county_code, records.dataset, records.record_key)
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id
    from decisions
    inner join records
        on
            decisions.county_code = records.county_code
            and decisions.dataset = records.dataset
            and decisions.record_key = records.record_key
    inner join entities
        on
            decisions.county_code = entities.county_code
            and decisions.entity_id = entities.entity_id
    where decisions.verdict = '是'
    order by
        records.county_code asc, records.dataset asc, records.record_key asc,
        decisions.decided_on desc, entities.entity_id asc

),

-- First: the same valid unified social credit code. Of several places of business the same township wins.
by_uscc as (

    select distinct on (records.county_code, records.dataset, records.record_key)
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id
    from records
    inner join entities
        on
            records.county_code = entities.county_code
            and records.uscc = entities.uscc
    where
        records.has_valid_uscc
        and (records.county_code, records.dataset, records.record_key, entities.entity_id) not in (
            select * from refused
        )
    order by
        records.county_code asc, records.dataset asc, records.record_key asc,
        (records.region_code = entities.region_code) desc nulls last, entities.entity_id asc

),

-- Third: the same normalised name in the same township, unique on both sides; natural persons only by licence.
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

by_name as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id
    from named_records as records
    inner join named_entities as entities
        on
            records.county_code = entities.county_code
            and records.match_name = entities.match_name
            and records.region_code = entities.region_code
    where
        records.is_unique
        and (records.county_code, records.dataset, records.record_key, entities.entity_id) not in (
            select * from refused
        )

),

-- Second: the licence or registration number, whose holder was found by one of the other ways.
held as (

    select
        *,
        0 as preference
    from confirmed
    union all
    select
        *,
        1 as preference
    from by_uscc
    union all
    select
        *,
        2 as preference
    from by_name

),

holders as (

    select distinct on (county_code, lic_no)
        county_code,
        lic_no,
        entity_id
    from held
    where dataset in ('MS02', 'MS03', 'MS04')
    order by county_code, lic_no, preference, entity_id

),

final as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        coalesce(confirmed.entity_id, by_uscc.entity_id, holders.entity_id, by_name.entity_id) as entity_id,
        case
            when confirmed.entity_id is not null then 'manual'
            when by_uscc.entity_id is not null then 'uscc'
            when holders.entity_id is not null then 'licence'
            else 'name_township'
        end as match_method
    from records
    left join confirmed
        on
            records.county_code = confirmed.county_code
            and records.dataset = confirmed.dataset
            and records.record_key = confirmed.record_key
    left join by_uscc
        on
            records.county_code = by_uscc.county_code
            and records.dataset = by_uscc.dataset
            and records.record_key = by_uscc.record_key
    left join holders
        on
            records.county_code = holders.county_code
            and records.lic_no = holders.lic_no
            -- A licence does not identify itself.
            and records.dataset not in ('MS02', 'MS03', 'MS04')
            and (records.county_code, records.dataset, records.record_key, holders.entity_id) not in (
                select * from refused
            )
    left join by_name
        on
            records.county_code = by_name.county_code
            and records.dataset = by_name.dataset
            and records.record_key = by_name.record_key
    where coalesce(confirmed.entity_id, by_uscc.entity_id, holders.entity_id, by_name.entity_id) is not null

)

select * from final

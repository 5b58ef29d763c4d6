with

records as (

    select * from {{ followed(ref('int_match_records')) }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

-- The same valid unified social credit code. Of several places of business the same township wins.
by_uscc as (

    select
        records.*,
        entities.entity_id,
        'uscc' as match_method,
        coalesce(records.region_code = entities.region_code, false) as is_same_town
    from records
    inner join entities
        on
            records.county_code = entities.county_code
            and records.uscc = entities.uscc
    where records.has_valid_uscc

),

-- The same normalised name in the same township, unique on both sides; natural persons only by licence.
by_name as (

    select
        records.*,
        entities.entity_id,
        'name_township' as match_method,
        true as is_same_town
    from records
    inner join entities using (county_code, match_name, region_code)
    where
        not records.is_person
        and entities.region_code <> '未知'
        and not exists (
            select 1 from {{ ref('int_match_records') }} as others
            where
                records.county_code = others.county_code
                and records.match_name = others.match_name
                and records.region_code = others.region_code
                and records.dataset = others.dataset
                and records.party_key <> others.party_key
                and not others.is_person
        )
        and not exists (
            select 1 from {{ ref('int_entities_located') }} as others
            where
                entities.county_code = others.county_code
                and entities.match_name = others.match_name
                and entities.region_code = others.region_code
                and entities.entity_id <> others.entity_id
        )

),

found as (

    select * from by_uscc
    union all
    select * from by_name

),

final as (

    select distinct on (found.county_code, found.dataset, found.record_key, found.match_method)
        found.county_code,
        found.dataset,
        found.record_key,
        found.lic_no,
        found.uscc,
        found.match_name,
        found.region_code,
        found.entity_id,
        found.match_method
    from found
    left join {{ ref('int_entity_decisions') }} as decisions
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

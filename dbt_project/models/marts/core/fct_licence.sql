with

licences as (

    select * from {{ ref('int_licences_located') }}

),

matches as (

    select * from {{ ref('int_entity_match') }}

),

entities as (

    select * from {{ ref('int_entities_located') }}

),

final as (

    select
        licences.county_code,
        licences.dataset,
        licences.lic_no,
        licences.version_no,
        licences.lic_kind,
        matches.entity_id,
        matches.match_method,
        licences.uscc,
        -- Production licences carry no region code; the holder's place stands in.
        case when licences.region_code = '未知' then coalesce(entities.region_code, '未知') else licences.region_code end
            as region_code,
        licences.issued_on,
        licences.valid_to,
        licences.status,
        licences.is_live
    from licences
    left join matches
        on
            licences.county_code = matches.county_code
            and licences.dataset = matches.dataset
            and licences.lic_no || '|' || licences.version_no = matches.record_key
    left join entities
        on
            matches.county_code = entities.county_code
            and matches.entity_id = entities.entity_id

)

select * from final

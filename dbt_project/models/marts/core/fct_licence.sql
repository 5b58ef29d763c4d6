with

licences as (

    select * from {{ followed(ref('int_licences_matched')) }}

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
        licences.entity_id,
        licences.match_method,
        licences.uscc,
        -- Production licences carry no region code; the holder's place stands in.
        case when licences.region_code = '未知' then coalesce(entities.region_code, '未知') else licences.region_code end
            as region_code,
        licences.issued_on,
        licences.valid_to,
        licences.status,
        licences.is_live
    from licences
    left join entities
        on
            licences.county_code = entities.county_code
            and licences.entity_id = entities.entity_id

)

select * from final

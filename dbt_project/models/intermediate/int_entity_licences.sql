with

licences as (

    select * from {{ ref('int_licences_located') }}

),

matches as (

    select * from {{ ref('int_entity_match') }}

),

final as (

    select
        licences.county_code,
        matches.entity_id,
        licences.dataset,
        licences.lic_no,
        licences.version_no,
        licences.lic_kind,
        licences.issued_on,
        licences.valid_to
    from licences
    inner join matches
        on
            licences.county_code = matches.county_code
            and licences.dataset = matches.dataset
            and licences.lic_no || '|' || licences.version_no = matches.record_key
    where licences.is_live

)

select * from final

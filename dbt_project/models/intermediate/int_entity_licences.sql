with

licences as (

    select * from {{ followed(ref('int_licences_matched')) }}

),

final as (

    select
        county_code,
        entity_id,
        dataset,
        lic_no,
        version_no,
        lic_kind,
        issued_on,
        valid_to
    from licences
    where is_live and entity_id is not null

)

select * from final

with

townships as (

    select * from {{ ref('int_townships') }}

),

records as (

    select * from {{ followed(ref('int_match_parties')) }}

),

final as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.party_key,
        records.uscc,
        coalesce(norm.uscc_is_valid(records.uscc), false) as has_valid_uscc,
        records.lic_no,
        norm.name(records.party_name) as match_name,
        townships.region_code,
        records.is_person
    from records
    left join townships
        on
            records.county_code = townships.county_code
            and records.region_code = townships.township_code

)

select * from final

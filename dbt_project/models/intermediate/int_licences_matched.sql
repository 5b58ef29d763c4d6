with

final as (

    select
        licences.*,
        matches.entity_id,
        matches.match_method
    from {{ ref('int_licences_located') }} as licences
    left join {{ ref('int_entity_match') }} as matches
        on
            licences.county_code = matches.county_code
            and licences.dataset = matches.dataset
            and licences.record_key = matches.record_key

)

select * from final

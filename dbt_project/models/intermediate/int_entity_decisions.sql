with

final as (

    select * from {{ ref('entity_match_decision') }}
    where decided_on <= {{ cutoff() }}::date

)

select * from final

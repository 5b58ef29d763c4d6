-- A match always leads to an entity of the register.
{{ config(tags=['build']) }}

select matches.*
from {{ ref('int_entity_match') }} as matches
left join {{ ref('dim_entity') }} as entities
    on
        matches.county_code = entities.county_code
        and matches.entity_id = entities.entity_id
        and entities.is_current
where entities.entity_id is null

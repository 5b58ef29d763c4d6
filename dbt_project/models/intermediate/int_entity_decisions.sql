select * from {{ ref('entity_match_decision') }}
where decided_on <= {{ cutoff() }}::date

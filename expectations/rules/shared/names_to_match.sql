-- Pairs of names of one township where the other department's party has no code that the register knows.
{% from 'shared/other_parties.sql' import other_parties with context %}
select distinct norm.name(parties.party_name) as left_name, norm.name(entity.entity_name) as right_name
from (
    {{ other_parties() }}
) as parties
inner join {{ current('ms_entity') }} as entity
    on parties.county_code = entity.county_code and left(parties.region_code, 9) = left(entity.region_code, 9)
where
    norm.name(parties.party_name) <> norm.name(entity.entity_name)
    and not exists (
        select 1
        from {{ current('ms_entity') }} as known
        where known.county_code = parties.county_code and known.uscc = parties.uscc
    )

-- Pairs of different normalised names that carry the same code: another department's, and the register's.
{% from 'shared/other_parties.sql' import other_parties with context %}
select distinct norm.name(parties.party_name) as left_name, norm.name(entity.entity_name) as right_name
from (
    {{ other_parties() }}
) as parties
inner join {{ current('ms_entity') }} as entity
    on parties.county_code = entity.county_code and parties.uscc = entity.uscc
where norm.name(parties.party_name) <> norm.name(entity.entity_name)

-- Normalised names by township: the register's, and those of other departments' parties whose code the register does
-- not know. Natural persons are never matched by name.
select distinct
    left(entity.region_code, 9) as town,
    true as is_registered,
    norm.name(entity.entity_name) as name
from {{ current('ms_entity') }} as entity
where entity.region_code is not null and norm.name(entity.entity_name) is not null

union

select
    left(party.region_code, 9) as town,
    false as is_registered,
    norm.name(party.party_name) as name
from (
    select
        county_code,
        uscc,
        region_code,
        name as party_name
    from {{ current('ag_producer') }} as producer
    where kind not in ('农户', '种养大户')

    union all

    select
        county_code,
        uscc,
        region_code,
        name as party_name
    from {{ current('ah_slaughterhouse') }} as plant
) as party
where
    party.region_code is not null
    and norm.name(party.party_name) is not null
    and not exists (
        select 1
        from {{ current('ms_entity') }} as known
        where known.county_code = party.county_code and known.uscc = party.uscc
    )

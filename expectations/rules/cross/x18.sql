-- X18: the same code in different townships. Any place of business of that code in the township will do.
{% from 'shared/other_parties.sql' import other_parties with context %}
with parties as (
    {{ other_parties() }}
),

registered as (
    select
        county_code,
        uscc,
        min(entity_id) as entity_id,
        array_agg(distinct left(region_code, 9)) as towns,
        string_agg(distinct region_code, '、') as region_codes
    from {{ current('ms_entity') }} as entity
    where uscc is not null and region_code is not null
    group by county_code, uscc
)

select
    'X18' as condition,
    parties.county_code,
    parties.dataset,
    '' as period,
    parties.region_code,
    parties.business_key,
    'region_code' as field,
    parties.region_code as observed,
    '与主体库同一乡镇' as expected,
    'MS01' as counterpart_dataset,
    registered.entity_id as counterpart_key,
    registered.region_codes as counterpart_value
from parties
inner join registered on parties.county_code = registered.county_code and parties.uscc = registered.uscc
where left(parties.region_code, 9) <> all(registered.towns)

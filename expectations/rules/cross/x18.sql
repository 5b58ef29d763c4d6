-- X18: the same code in different townships. Any place of business of that code in the township will do, and the code
-- of a township that was renamed or merged since is its successor's.
{% from 'shared/other_parties.sql' import other_parties with context %}
with parties as (
    {{ other_parties() }}
),

registered as (
    select
        entity.county_code,
        entity.uscc,
        min(entity.entity_id) as entity_id,
        array_agg(distinct coalesce(township.today_code, left(entity.region_code, 9))) as towns,
        string_agg(distinct entity.region_code, '、') as region_codes
    from {{ current('ms_entity') }} as entity
    left join intermediate.int_townships as township
        on entity.county_code = township.county_code and left(entity.region_code, 9) = township.township_code
    where entity.uscc is not null and entity.region_code is not null
    group by entity.county_code, entity.uscc
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
left join intermediate.int_townships as township
    on parties.county_code = township.county_code and left(parties.region_code, 9) = township.township_code
where coalesce(township.today_code, left(parties.region_code, 9)) <> all(registered.towns)

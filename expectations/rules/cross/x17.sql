-- X17: the same code under different names. The register of market supervision holds; of several places of business
-- the most similar name is taken. Similarities are computed beforehand (expectations/similarity.py).
{% from 'shared/other_parties.sql' import other_parties with context %}
with parties as (
    {{ other_parties() }}
),

registered as (
    select county_code, uscc, entity_id, entity_name, norm.name(entity_name) as match_name
    from {{ current('ms_entity') }} as entity
    where uscc is not null
),

compared as (
    select
        parties.*,
        registered.entity_id,
        registered.entity_name,
        norm.name(parties.party_name) = registered.match_name as is_equal,
        alike.similarity,
        row_number() over (
            partition by parties.county_code, parties.dataset, parties.business_key
            order by
                (norm.name(parties.party_name) = registered.match_name) desc,
                alike.similarity desc nulls last,
                registered.entity_id
        ) as choice
    from parties
    inner join registered on parties.county_code = registered.county_code and parties.uscc = registered.uscc
    left join quality.name_similarity as alike
        on norm.name(parties.party_name) = alike.left_name and registered.match_name = alike.right_name
    where parties.party_name is not null and registered.match_name is not null
)

select
    case when coalesce(similarity, 0) < {{ param('similarity') }} then 'X17.1' else 'X17.2' end as condition,
    county_code,
    dataset,
    '' as period,
    region_code,
    business_key,
    name_field as field,
    party_name as observed,
    '与主体库一致（相似度 ' || round(coalesce(similarity, 0), 2) || '）' as expected,
    'MS01' as counterpart_dataset,
    entity_id as counterpart_key,
    entity_name as counterpart_value
from compared
where choice = 1 and not is_equal

-- A match always leads to an entity of the register.
{{ config(tags=['build']) }}

{%- set found, register = ref('int_entity_match'), ref('dim_entity') -%}
{%- set changed = [changed_since_passed(found), changed_since_passed(register)] %}

with

matches as (

    {% if 'all' in changed -%}
    select * from {{ found }}
    {%- else -%}
    select stood.*
    from quality.relation_news as news
    cross join {{ of_news('*', found, ['county_code', 'dataset', 'record_key']) }} as stood
    where news.relation = '{{ name_of(found) }}'
    union
    select stood.*
    from quality.relation_news as news
    cross join {{ of_news('*', found, ['county_code', 'entity_id']) }} as stood
    where news.relation = '{{ name_of(register) }}'
    {%- endif %}

)

select matches.*
from matches
where not exists (
    select 1 from {{ register }} as entities
    where
        matches.county_code = entities.county_code
        and matches.entity_id = entities.entity_id
        and entities.is_current
)

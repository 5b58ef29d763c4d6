-- Who holds which licence, filing or registration, by the handbook's matching order: equal code, then equal
-- name and township where that is unique on both sides. Licences kept out of the marts are looked at too.
with licences as (
    select
        county_code,
        'MS02' as dataset,
        lic_no,
        uscc,
        norm.name(holder_name) as name,
        null::text as town,
        issued_on,
        status = '有效' and (valid_to is null or valid_to >= {{ d }}) as is_live
    from {{ landed('ms_prod_lic') }} as licence

    union all

    select
        county_code,
        'MS03' as dataset,
        lic_no,
        uscc,
        norm.name(holder_name) as name,
        left(region_code, 9) as town,
        issued_on,
        status = '有效' and (valid_to is null or valid_to >= {{ d }}) as is_live
    from {{ landed('ms_oper_lic') }} as licence

    union all

    select
        county_code,
        'MS04' as dataset,
        reg_no as lic_no,
        uscc,
        norm.name(name) as name,
        left(region_code, 9) as town,
        issued_on,
        status = '有效' and (valid_to is null or valid_to >= {{ d }}) as is_live
    from {{ landed('ms_small_reg') }} as licence
),

held as (
    select
        county_code,
        dataset,
        lic_no,
        uscc,
        name,
        town,
        min(issued_on) filter (where is_live) as issued_on,
        coalesce(bool_or(is_live), false) as is_live
    from licences
    where lic_no is not null
    group by county_code, dataset, lic_no, uscc, name, town
),

entities as (
    select distinct
        county_code,
        entity_id,
        uscc,
        norm.name(entity_name) as name,
        left(region_code, 9) as town
    from {{ landed('ms_entity') }} as entity
    where entity_id is not null
),

by_code as (
    select
        held.*,
        entities.entity_id
    from held
    inner join entities using (county_code, uscc)
),

named_entities as (
    select
        county_code,
        name,
        town,
        min(entity_id) as entity_id
    from entities
    where name is not null and town is not null
    group by county_code, name, town
    having count(distinct entity_id) = 1
),

by_name as (
    select
        county_code,
        dataset,
        name,
        town,
        min(lic_no) as lic_no
    from held
    where
        name is not null and town is not null
        and not exists (
            select 1 from entities
            where entities.county_code = held.county_code and entities.uscc = held.uscc
        )
    group by county_code, dataset, name, town
    having count(distinct lic_no) = 1
),

matched as (
    select
        county_code,
        entity_id,
        dataset,
        lic_no,
        issued_on,
        is_live
    from by_code

    union all

    select
        held.county_code,
        named_entities.entity_id,
        held.dataset,
        held.lic_no,
        held.issued_on,
        held.is_live
    from by_name
    inner join held using (county_code, dataset, name, town, lic_no)
    inner join named_entities using (county_code, name, town)
)

select
    county_code,
    entity_id,
    dataset,
    lic_no,
    issued_on,
    is_live
from matched

union all

select
    held.county_code,
    null as entity_id,
    held.dataset,
    held.lic_no,
    held.issued_on,
    held.is_live
from held
where not exists (
    select 1
    from matched
    where
        matched.county_code = held.county_code and matched.dataset = held.dataset and matched.lic_no = held.lic_no
)

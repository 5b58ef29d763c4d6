-- X21: per office and module more entities have joined than are eligible: in operation, of a business form that the
-- module covers, with a live licence, filing or registration.
with eligible as (
    select
        entity.county_code,
        module.module,
        entity.mso_code,
        count(*) as entities
    from {{ current('ms_entity') }} as entity
    inner join reference.module_biz_form as module on entity.biz_form = module.biz_form
    where
        entity.reg_status = '存续'
        and entity.oper_status = '正常'
        and exists (
            select 1
            from quality.entity_licence as licence
            where
                licence.county_code = entity.county_code
                and licence.entity_id = entity.entity_id
                and licence.is_live
        )
    group by entity.county_code, module.module, entity.mso_code
),

joined as (
    select
        county_code,
        module,
        mso_code,
        count(*) as entities
    from {{ current('ms_platform') }} as platform
    where joined and mso_code is not null
    group by county_code, module, mso_code
)

select
    'X21' as condition,
    joined.county_code,
    'MS11' as dataset,
    '' as period,
    null as region_code,
    joined.module || '|' || joined.mso_code as business_key,
    'joined' as field,
    joined.entities || ' 户已接入' as observed,
    '不超过符合条件的主体数' as expected,
    'MS01' as counterpart_dataset,
    joined.mso_code as counterpart_key,
    coalesce(eligible.entities, 0) || ' 户符合条件' as counterpart_value
from joined
left join eligible using (county_code, module, mso_code)
where joined.entities > coalesce(eligible.entities, 0)

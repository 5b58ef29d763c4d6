-- X01: a slaughter plant in operation whose code has no existing registration at market supervision.
select
    'X01' as condition,
    plant.county_code,
    'AH02' as dataset,
    '' as period,
    plant.region_code,
    plant.plant_code as business_key,
    'uscc' as field,
    plant.uscc as observed,
    '主体库中登记状态为存续' as expected,
    'MS01' as counterpart_dataset,
    entity.entity_ids as counterpart_key,
    coalesce(entity.statuses, '主体库中没有') as counterpart_value
from {{ current('ah_slaughterhouse') }} as plant
left join (
    select
        county_code,
        uscc,
        string_agg(distinct entity_id, '、') as entity_ids,
        string_agg(distinct reg_status, '、') as statuses,
        bool_or(reg_status = '存续') as exists_now
    from {{ landed('ms_entity') }} as landed
    where uscc is not null
    group by county_code, uscc
) as entity
    on plant.county_code = entity.county_code and plant.uscc = entity.uscc
where
    plant.status = '正常'
    and plant.uscc is not null
    and not coalesce(entity.exists_now, false)

-- X30: name, code or licence number of a live binding differs from market supervision's; one finding each.
with bound as (
    select
        binding.*,
        entity.entity_name as registered_name,
        entity.uscc as registered_uscc,
        held.lic_nos
    from {{ current('fs_binding') }} as binding
    inner join {{ current('ms_entity') }} as entity
        on binding.county_code = entity.county_code and binding.entity_id = entity.entity_id
    left join (
        select
            county_code,
            entity_id,
            array_agg(lic_no order by is_live desc, lic_no asc) as lic_nos
        from quality.entity_licence
        where entity_id is not null
        group by county_code, entity_id
    ) as held
        on binding.county_code = held.county_code and binding.entity_id = held.entity_id
    where
        binding.from_on <= {{ d }}
        and (binding.to_on is null or binding.to_on > {{ d }})
)

select
    'X30' as condition,
    bound.county_code,
    'FS02' as dataset,
    '' as period,
    bound.region_code,
    {{ key('fs_binding', 'bound') }} as business_key,
    part.field,
    part.observed,
    '与市场监管一致' as expected,
    part.counterpart_dataset,
    bound.entity_id as counterpart_key,
    part.registered as counterpart_value
from bound
cross join lateral (
    values
    (
        'entity_name', 'MS01', norm.name(bound.entity_name) <> norm.name(bound.registered_name),
        bound.entity_name, bound.registered_name
    ),
    (
        'uscc', 'MS01', bound.uscc is not null and bound.uscc is distinct from bound.registered_uscc,
        bound.uscc, coalesce(bound.registered_uscc, '主体库中没有')
    ),
    (
        'lic_no', 'MS03',
        bound.lic_no is not null and bound.lic_no <> all(coalesce(bound.lic_nos, array[]::text[])),
        bound.lic_no, coalesce(array_to_string(bound.lic_nos, '、'), '没有许可、备案或登记')
    )
) as part (field, counterpart_dataset, is_different, observed, registered)
where part.is_different

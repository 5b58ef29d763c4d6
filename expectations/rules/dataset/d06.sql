-- D06: a region code is no township (9 digits) or village (12 digits) that is valid on the day. Staging has cut the
-- zeros that pad a township's code to twelve digits.
{% for contract in contracts %}
{% set dataset_is_last = loop.last %}
{% for field in contract.fields_with('region_code') %}
select
    'D06' as condition,
    typed.county_code,
    '{{ contract.dataset }}' as dataset,
    typed._submission_id as submission_id,
    typed._row_no as row_no,
    typed._business_key as business_key,
    '{{ field.name }}' as field,
    typed.{{ field.name }} as observed,
    coalesce(
        (
            select '现行的乡镇或村级区划代码：原 ' || left(typed.{{ field.name }}, 9) || ' 自 '
                || min(after.changed_on)::text || ' 起为 '
                || string_agg(after.successor_code, '、' order by after.successor_code)
            from reference.region_succession as after
            where
                after.county_code = typed.county_code
                and after.predecessor_code = left(typed.{{ field.name }}, 9)
                and after.changed_on <= {{ d }}
        ),
        '现行的乡镇或村级区划代码'
    ) as expected
from {{ new(contract.table) }} as typed
where
    typed.{{ field.name }} is not null
    and not exists (
        select 1
        from reference.region as region
        where
            region.county_code = typed.county_code
            and region.region_code = typed.{{ field.name }}
            and region.level in ('township', 'village')
            and coalesce(region.valid_from, {{ d }}) <= {{ d }}
            and coalesce(region.valid_to, {{ d }}) >= {{ d }}
    )
{% if not (loop.last and dataset_is_last) %}
union all
{% endif %}
{% endfor %}
{% endfor %}

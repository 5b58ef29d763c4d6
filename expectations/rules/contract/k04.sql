-- K04: the key is missing, or one key stands for rows of different content where no D rule says so.
-- A key that is there and cannot be cast is K01. Equal rows are paging repeats of a moving source, no fault.
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
select
    'K04' as condition,
    landed.county_code,
    '{{ contract.dataset }}' as dataset,
    {{ 'landed.period' if contract.mode == 'period' else "''" }} as period,
    null as region_code,
    landed.period || '#' || coalesce(landed._sheet, '') || '!' || landed._row_no as business_key,
    part.field,
    null as observed,
    part.label || '不得为空' as expected
from {{ landed(contract.table) }} as landed
cross join lateral (
    values
    {% for name in contract.key %}
    {% set label = contract.field(name).label %}
    ('{{ name }}', {{ literal(label) }}, landed.{{ name }} is null){{ ',' if not loop.last }}
    {% endfor %}
) as part (field, label, is_missing)
where
    part.is_missing
    and part.field <> all(coalesce(landed._k01 || landed._k03 || landed._k07, array[]::text[]))

{% if contract.dataset not in duplicates_judged_elsewhere %}
union all

select
    'K04' as condition,
    landed.county_code,
    '{{ contract.dataset }}' as dataset,
    {{ 'max(landed.period)' if contract.mode == 'period' else "''" }} as period,
    null as region_code,
    {{ key(contract.table, 'landed') }} as business_key,
    '{{ contract.key | join('|') }}' as field,
    '出现 ' || count(*) || ' 行' as observed,
    '一个主键一行' as expected
from {{ landed(contract.table) }} as landed
where
    landed.row_state in ('current', 'duplicate')
    {% for name in contract.key %}
    and landed.{{ name }} is not null
    {% endfor %}
group by landed.county_code{% for name in contract.key %}, landed.{{ name }}{% endfor %}

having {{ 'count(distinct landed._row_hash)' if contract.delivery.form == 'rest' else 'count(*)' }} > 1
{% endif %}
{% endfor %}

-- F13: the newest record of a register was touched too long ago: the source stands still.
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
select
    'F13' as condition,
    stock.county_code,
    null as submission_id,
    '{{ contract.dataset }}' as dataset,
    '' as period,
    '{{ contract.streams[0].stream }}' as business_key,
    'updated_at' as field,
    '最近更新 ' || to_char(max(stock.updated_at), 'YYYY-MM-DD HH24:MI') as observed,
    '{{ param('days') }} 日内有更新' as expected
from {{ current(contract.table) }} as stock
group by stock.county_code
having max(stock.updated_at)::date < {{ d }} - {{ param('days') }}
{% endfor %}

-- D48.1: too many visits of one cadre on a day. D48.2: entered too soon after the same cadre's visit before.
with entered as (
    select
        visit.*,
        lag(visit.created_at) over one_cadre as previous_at,
        lag(visit.visit_no) over one_cadre as previous_no
    from {{ current('fs_visit') }} as visit
    window one_cadre as (
        partition by visit.county_code, visit.cadre_id order by visit.created_at, visit.visit_no
    )
)

select
    'D48.1' as condition,
    visit.county_code,
    'FS03' as dataset,
    max(visit.period) as period,
    null as region_code,
    visit.cadre_id || '|' || visit.visit_date as business_key,
    'visit_no' as field,
    count(*) || ' 户' as observed,
    '一天不超过 {{ param('visits') }} 户' as expected
from {{ current('fs_visit') }} as visit
where visit.cadre_id is not null
group by visit.county_code, visit.cadre_id, visit.visit_date
having count(*) > {{ param('visits') }}

union all

select
    'D48.2' as condition,
    entered.county_code,
    'FS03' as dataset,
    entered.period,
    null as region_code,
    {{ key('fs_visit', 'entered') }} as business_key,
    'created_at' as field,
    to_char(entered.created_at, 'YYYY-MM-DD HH24:MI:SS') as observed,
    '距 ' || entered.previous_no || '（' || to_char(entered.previous_at, 'HH24:MI:SS') || '）不少于 {{ param('minutes') }} 分钟'
        as expected
from entered
where
    entered.cadre_id is not null
    and entered.created_at - entered.previous_at < interval '{{ param('minutes') }} minutes'

-- X05.1: more slaughtered than opening pens plus certified heads allow. X05.2: while no certificate from another
-- county has come for the plant in eight weeks, the plant's own figure stands in for the certificates.
{% from 'shared/plant_weeks.sql' import plant_weeks with context %}
with declared as (
    {{ plant_weeks('AH04', 'sum(slaughter.slaughtered) as slaughtered, sum(slaughter.in_cert_heads) as declared_heads, (array_agg(slaughter.stock_begin order by slaughter.stat_date))[1] as opening') }}
),

incoming as (
    select
        cert.*,
        {{ week_of('cert.issued_at') }} as week,
        left(regexp_replace(cert.origin_code, '^[AB]', ''), 6) <> cert.county_code as is_from_elsewhere
    from {{ current('ah_quarantine') }} as cert
    where cert.cert_type in ('动物A', '动物B') and cert.unit in ('头', '只', '羽') and not cert.voided
),

certified as (
    select county_code, dest_code as plant_code, species, week, sum(qty) as heads
    from incoming
    group by county_code, dest_code, species, week
),

judged as (
    select
        declared.*,
        coalesce(certified.heads, 0) as certified_heads,
        exists (
            select 1
            from incoming
            where
                incoming.county_code = declared.county_code
                and incoming.dest_code = declared.plant_code
                and incoming.is_from_elsewhere
                and incoming.issued_at >= to_date(declared.week, 'IYYY-"W"IW') - 7 * ({{ param('weeks') }} - 1)
                and incoming.issued_at < to_date(declared.week, 'IYYY-"W"IW') + 7
        ) as sees_elsewhere
    from declared
    left join certified using (county_code, plant_code, species, week)
)

select
    case when judged.sees_elsewhere then 'X05.1' else 'X05.2' end as condition,
    judged.county_code,
    'AH03' as dataset,
    judged.week as period,
    null as region_code,
    concat_ws('|', judged.plant_code, judged.species, judged.week) as business_key,
    'slaughtered' as field,
    trim_scale(judged.slaughtered)::text as observed,
    '期初 ' || coalesce(judged.opening, 0) || ' 加有证来源的 1.02 倍以内' as expected,
    case when judged.sees_elsewhere then 'AH04' else 'AH03' end as counterpart_dataset,
    judged.plant_code as counterpart_key,
    trim_scale(case when judged.sees_elsewhere then judged.certified_heads else judged.declared_heads end)::text
        as counterpart_value
from judged
where
    judged.slaughtered
    > coalesce(judged.opening, 0)
    + (1 + {{ param('share') }})
    * case when judged.sees_elsewhere then judged.certified_heads else judged.declared_heads end

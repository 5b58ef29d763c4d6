-- F10: a file with a sheet per township lacks townships. Sheets are named by code, name or alias.
with sheets as (
    select
        submission.county_code,
        submission.dataset,
        submission.stream,
        submission.period,
        norm.text(present.name) as name
    from {{ submissions() }} as submission
    cross join lateral jsonb_array_elements_text(coalesce(submission.facts -> 'townships', '[]')) as present (name)
    where submission.content is distinct from '零报'
),

sent as (
    select distinct
        county_code,
        dataset,
        stream,
        period
    from sheets
),

townships as (
    select
        county_code,
        region_code,
        region_name
    from reference.region
    where
        level = 'township'
        and coalesce(valid_from, {{ d }}) <= {{ d }}
        and coalesce(valid_to, {{ d }}) >= {{ d }}
),

names as (
    select
        county_code,
        region_code,
        region_name as name
    from townships
    union
    select
        county_code,
        region_code,
        region_code as name
    from townships
    union
    select
        county_code,
        region_code,
        alias as name
    from reference.region_alias
),

absent as (
    select
        sent.county_code,
        sent.dataset,
        sent.stream,
        sent.period,
        townships.region_code,
        townships.region_name
    from sent
    inner join townships using (county_code)
    where not exists (
        select 1
        from sheets
        inner join names
            on sheets.county_code = names.county_code and sheets.name = norm.text(names.name)
        where
            sheets.county_code = sent.county_code
            and sheets.dataset = sent.dataset
            and sheets.stream = sent.stream
            and sheets.period = sent.period
            and names.region_code = townships.region_code
    )
)

select
    'F10' as condition,
    absent.county_code,
    null as submission_id,
    absent.dataset,
    absent.period,
    absent.stream || '|' || absent.period as business_key,
    '' as field,
    '缺少' || string_agg(absent.region_name, '、' order by absent.region_code) as observed,
    '全部乡镇' as expected
from absent
group by absent.county_code, absent.dataset, absent.stream, absent.period

-- X35: an unqualified sample of a party in the county without a disposal, more than the allowed working days after
-- the report. Quick tests are screening only.
with parties as (
    select
        county_code,
        uscc,
        norm.name(entity_name) as match_name
    from {{ landed('ms_entity') }} as entity
)

select
    'X35' as condition,
    sample.county_code,
    'MS08' as dataset,
    '' as period,
    null as region_code,
    {{ key('ms_sample', 'sample') }} as business_key,
    'conclusion' as field,
    sample.conclusion || '，报告日期 ' || sample.reported_on as observed,
    '{{ param('workdays') }} 个工作日内启动核查处置' as expected,
    'MS09' as counterpart_dataset,
    null as counterpart_key,
    '没有核查处置记录' as counterpart_value
from {{ current('ms_sample') }} as sample
where
    sample.conclusion = '不合格'
    and not sample.is_quick
    and sample.reported_on < {{ overdue(param('workdays')) }}
    and (
        exists (
            select 1 from parties
            where parties.county_code = sample.county_code and parties.uscc = sample.sampled_uscc
        )
        or exists (
            select 1
            from parties
            where parties.county_code = sample.county_code and parties.match_name = norm.name(sample.sampled_name)
        )
    )
    and not exists (
        select 1
        from {{ landed('ms_disposal') }} as disposal
        where
            disposal.county_code = sample.county_code
            and disposal.sample_no = sample.sample_no
            and disposal.kind = '核查处置'
    )

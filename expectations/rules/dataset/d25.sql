-- D25: one sample number on rows of different content. Equal rows are paging repeats of a moving source.
select
    'D25' as condition,
    sample.county_code,
    'MS08' as dataset,
    '' as period,
    null as region_code,
    sample.sample_no as business_key,
    'sample_no' as field,
    '出现 ' || count(distinct sample._row_hash) || ' 行' as observed,
    '一个编号一份样品' as expected
from {{ landed('ms_sample') }} as sample
where sample.row_state in ('current', 'duplicate')
group by sample.county_code, sample.sample_no
having count(distinct sample._row_hash) > 1

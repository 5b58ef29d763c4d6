-- F11: formula errors, hidden sheets, or merged cells where the layout does not ask for them.
with layout (dataset, merges_cells) as (
    values
    {% for contract in contracts %}
    {% set options = contract.delivery.options %}
    {% set merges = options.header_rows > 1 or options.fill_down | length > 0 %}
    ('{{ contract.dataset }}', {{ merges | lower }}){{ ',' if not loop.last }}
    {% endfor %}
),

seen as (
    select
        submission.*,
        coalesce(jsonb_array_length(submission.facts -> 'formula_errors'), 0) as formula_errors,
        coalesce(jsonb_array_length(submission.facts -> 'hidden_sheets'), 0) as hidden_sheets,
        case when layout.merges_cells then 0 else coalesce((submission.facts ->> 'merged_cells')::integer, 0) end
            as merged_cells
    from {{ submissions() }} as submission
    inner join layout on submission.dataset = layout.dataset
)

select
    'F11' as condition,
    seen.county_code,
    null as submission_id,
    seen.dataset,
    seen.period,
    seen.stream || '|' || seen.period as business_key,
    '' as field,
    concat_ws(
        '；',
        case when seen.formula_errors > 0 then '公式错误 ' || seen.formula_errors || ' 处' end,
        case when seen.hidden_sheets > 0 then '隐藏工作表 ' || seen.hidden_sheets || ' 个' end,
        case when seen.merged_cells > 0 then '合并单元格 ' || seen.merged_cells || ' 处' end
    ) as observed,
    '无公式错误、隐藏工作表和多余的合并单元格' as expected
from seen
where seen.formula_errors > 0 or seen.hidden_sheets > 0 or seen.merged_cells > 0

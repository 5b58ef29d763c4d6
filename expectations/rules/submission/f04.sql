-- F04: a required header is missing after alias mapping, or too large a share of the headers is unknown.
-- A small pull may lack a field that is empty in all its records; that is K02, not a changed header.
with required (dataset, field, label) as (
    values
    {% for contract in contracts %}
    {% set last_contract = loop.last %}
    {% for field in contract.fields if field.required %}
    {% set comma = '' if loop.last and last_contract else ',' %}
    ('{{ contract.dataset }}', {{ literal(field.name) }}, {{ literal(field.label) }}){{ comma }}
    {% endfor %}
    {% endfor %}
),

judged as (
    select
        submission.*,
        submission.facts ? 'file_name' as is_file,
        coalesce((submission.facts ->> 'header_count')::numeric, 0) as headers,
        (
            select string_agg(required.label, '、' order by required.label)
            from jsonb_array_elements_text(coalesce(submission.facts -> 'missing_headers', '[]')) as missing (name)
            inner join required
                on required.dataset = submission.dataset and missing.name in (required.field, required.label)
        ) as missing_labels,
        coalesce(jsonb_array_length(submission.facts -> 'unknown_headers'), 0) as unknown_headers
    from {{ submissions() }} as submission
    where
        coalesce(submission.facts ->> 'unreadable', 'no_header') = 'no_header'
        and submission.content is distinct from '零报'
)

select
    'F04' as condition,
    judged.county_code,
    judged.submission_id,
    judged.dataset,
    judged.period,
    judged.stream || '|' || judged.period as business_key,
    '' as field,
    concat_ws(
        '；',
        case when judged.facts ->> 'unreadable' = 'no_header' then '找不到约定的表头' end,
        '缺少表头：' || judged.missing_labels,
        '未知表头：' || (
            select string_agg(unknown.name, '、' order by unknown.name)
            from jsonb_array_elements_text(coalesce(judged.facts -> 'unknown_headers', '[]')) as unknown (name)
        )
    ) as observed,
    '约定表头齐全，未知表头不超过一成' as expected
from judged
where
    judged.facts ->> 'unreadable' = 'no_header'
    or (
        judged.headers > 0
        and (judged.is_file or judged.received_rows >= {{ param('min_records') }})
        and (
            judged.missing_labels is not null
            or judged.unknown_headers > {{ param('unknown_share') }} * judged.headers
        )
    )

-- F09: the total row of a sheet is not the sum of the sheet's detail rows. Of several total rows the last holds.
-- Where figures stand in one column per code, each code is a sheet of its own and only those figures are added up.
{% for contract in contracts %}
{% if not loop.first %}
union all
{% endif %}
{% set table = contract.table %}
{% set wide = contract.delivery.options.get('wide') %}
select
    'F09' as condition,
    total.county_code,
    null as submission_id,
    '{{ contract.dataset }}' as dataset,
    total.period,
    total.stream || '|' || total.period || '|' || total.sheet as business_key,
    part.field,
    '合计 ' || trim_scale(part.stated) as observed,
    '明细之和 ' || trim_scale(part.added) as expected
from (
    select distinct on (submission.submission_id, coalesce(typed._sheet, ''){{ ', typed.' ~ wide.field if wide }})
        typed.*,
        submission.submission_id,
        submission.stream,
        submission.period,
        coalesce(typed._sheet, ''){{ " || coalesce('|' || typed." ~ wide.field ~ ", '')" if wide }} as sheet
    from {{ submissions() }} as submission
    inner join staging.{{ contract.staging_model }} as typed
        on submission.county_code = typed.county_code and submission.submission_id = typed._submission_id
    where submission.dataset = '{{ contract.dataset }}' and typed._is_total
    order by
        submission.submission_id asc, coalesce(typed._sheet, '') asc,
        {{ 'typed.' ~ wide.field ~ ' asc,' if wide }} typed._row_no desc
) as total
cross join lateral (
    select
    {% for field in numeric(contract) if not wide or field.name in wide['values'] %}
        coalesce(sum(detail.{{ field.name }}), 0)::numeric as {{ field.name }}{{ ',' if not loop.last }}
    {% endfor %}
    from staging.{{ contract.staging_model }} as detail
    where
        detail.county_code = total.county_code
        and detail._submission_id = total.submission_id
        and coalesce(detail._sheet, ''){{ " || coalesce('|' || detail." ~ wide.field ~ ", '')" if wide }} = total.sheet
        and not detail._is_total
) as details
cross join lateral (
    values
    {% for field in numeric(contract) if not wide or field.name in wide['values'] %}
    (
        '{{ field.name }}', total.{{ field.name }}::numeric, details.{{ field.name }},
        {{ 0 if field.logical_type == 'integer' else param('tolerance') }}
    ){{ ',' if not loop.last }}
    {% endfor %}
) as part (field, stated, added, tolerance)
where abs(part.stated - part.added) > part.tolerance
{% endfor %}

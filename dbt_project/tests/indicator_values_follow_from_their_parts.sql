-- No value without a denominator, no 100 % below the whole, a count is its numerator, a quotient that of its parts.
{{ config(tags=['publish']) }}

select * from {{ ref('rpt_indicator_current') }}
where
    (unit = '%' and (value is null) <> (denominator = 0))
    or (unit = '%' and value >= 100 and numerator < denominator)
    or (unit <> '%' and denominator is null and value is distinct from round(numerator, 2))
    or (
        unit <> '%' and denominator is not null
        and value is distinct from round(numerator / nullif(denominator, 0), 2)
    )

-- No value without a denominator, no 100 % below the whole, no value of a past version among the newest.
{{ config(tags=['publish']) }}

select * from {{ ref('rpt_indicator_current') }}
where
    (unit = '%' and (value is null) <> (denominator = 0))
    or (unit = '%' and value >= 100 and numerator < denominator)
    or (denominator is null and value is distinct from round(numerator, 2))

{{
    config(
        materialized='incremental',
        incremental_strategy='append',
        on_schema_change='fail',
        full_refresh=false,
        pre_hook="{% if is_incremental() %}delete from {{ this }} where as_of = {{ cutoff() }}{% endif %}"
    )
}}

with

judged as (

    select * from {{ ref('int_indicators_judged') }}

),

{% if is_incremental() %}

published as (

    select distinct on (
        county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period
    ) *
    from {{ this }}
    where as_of < {{ cutoff() }}
    order by
        county_code asc, indicator_code asc, region_code asc, breakdown_type asc, breakdown_code asc,
        period_type asc, period asc, as_of desc

),

recomputed as (

    select distinct
        county_code,
        indicator_code,
        period
    from judged

),

-- A row that this cut-off no longer computes (its last record moved elsewhere) falls to zero, openly.
withdrawn as (

    select
        published.county_code,
        published.indicator_code,
        published.region_code,
        published.breakdown_type,
        published.breakdown_code,
        published.period_type,
        published.period,
        0 as numerator,
        case when published.denominator is not null then 0 end as denominator,
        case when published.denominator is null then 0 end as value,
        published.unit,
        '可信' as data_status,
        '本期已无对应记录' as status_reason
    from published
    inner join recomputed using (county_code, indicator_code, period)
    left join judged
        using (county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)
    where judged.unit is null

),

changed as (

    select judged.*
    from judged
    left join published
        using (county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)
    where
        published.as_of is null
        or (judged.numerator, judged.denominator, judged.value, judged.data_status, judged.status_reason)
        is distinct from (
            published.numerator, published.denominator, published.value, published.data_status, published.status_reason
        )
    union all
    select withdrawn.*
    from withdrawn
    inner join published
        using (county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)
    where (withdrawn.numerator, withdrawn.denominator) is distinct from (published.numerator, published.denominator)

),

{% else %}

changed as (

    select * from judged

),

{% endif %}

final as (

    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        numerator::numeric(20, 4) as numerator,
        denominator::numeric(20, 4) as denominator,
        value::numeric(20, 2) as value,
        unit,
        data_status,
        {{ cutoff() }} as as_of,
        status_reason
    from changed

)

select * from final

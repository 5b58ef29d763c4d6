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

chains as (

    select * from {{ ref('int_indicator_chain') }}

),

indicators as (

    select * from {{ ref('indicator') }}
    where value_kind <> 'score'

),

measures as (

    select * from {{ ref('indicator_measure') }}

),

described as (

    select
        chains.*,
        coalesce(measures.unit, indicators.unit) as unit,
        coalesce(measures.value_kind, indicators.value_kind) as value_kind
    from chains
    inner join indicators on chains.indicator_code = indicators.indicator_code
    left join measures
        on
            chains.indicator_code = measures.indicator_code
            and chains.breakdown_type = measures.breakdown_type
            and chains.breakdown_code = measures.breakdown_code

),

-- Which state of the chain a step leaves and which one it leads to.
steps (step_no, step, from_state, to_state) as (

    values (1, '规则', 2, 3), (2, '程序', 1, 2), (3, '后到', 3, 4), (4, '更正', 4, 5), (5, '隔离或放行', 5, 6)

),

parted as (

    select
        described.*,
        steps.step_no,
        steps.step,
        coalesce(described.numerators[steps.from_state], 0) as numerator_before,
        coalesce(described.numerators[steps.to_state], 0) as numerator_after,
        case when described.value_kind <> 'count' then coalesce(described.denominators[steps.from_state], 0) end
            as denominator_before,
        case when described.value_kind <> 'count' then coalesce(described.denominators[steps.to_state], 0) end
            as denominator_after
    from described
    cross join steps

),

valued as (

    select
        *,
        {{ unrounded('numerator_before', 'denominator_before') }}::numeric(36, 12) as value_before,
        {{ unrounded('numerator_after', 'denominator_after') }}::numeric(36, 12) as value_after,
        bool_or((numerator_before, denominator_before) is distinct from (numerator_after, denominator_after)) over (
            partition by
                county_code, indicator_code, region_code, breakdown_type, breakdown_code, period_type, period
        ) as is_changed
    from parted

),

final as (

    select
        county_code,
        indicator_code,
        region_code,
        breakdown_type,
        breakdown_code,
        period_type,
        period,
        {{ cutoff() }} as as_of,
        {{ baseline() }} as previous_as_of,
        step_no,
        step,
        numerator_before::numeric(20, 4) as numerator_before,
        numerator_after::numeric(20, 4) as numerator_after,
        (numerator_after - numerator_before)::numeric(20, 4) as numerator_delta,
        denominator_before::numeric(20, 4) as denominator_before,
        denominator_after::numeric(20, 4) as denominator_after,
        (denominator_after - denominator_before)::numeric(20, 4) as denominator_delta,
        value_before,
        value_after,
        -- Without a value (zero denominator) counts as zero, so that the steps always add up.
        (coalesce(value_after, 0) - coalesce(value_before, 0))::numeric(36, 12) as value_delta,
        unit
    from valued
    where is_changed

)

select * from final

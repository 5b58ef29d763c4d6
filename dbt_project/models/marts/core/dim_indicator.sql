with

indicators as (

    select * from {{ ref('indicator') }}

),

inputs as (

    select
        indicator_code,
        string_agg(distinct dataset, '、' order by dataset) as inputs
    from {{ ref('indicator_input') }}
    group by indicator_code

),

final as (

    select
        indicators.indicator_code,
        indicators.indicator_name,
        indicators.indicator_name_en,
        indicators.formula,
        indicators.unit,
        indicators.owner,
        indicators.direction,
        indicators.target,
        indicators.plausible_min,
        indicators.plausible_max,
        indicators.value_kind,
        indicators.region_grain,
        indicators.period_type,
        indicators.cumulative_period_type,
        indicators.breakdown_type,
        indicators.is_additive,
        indicators.rolls_up,
        inputs.inputs,
        indicators.version
    from indicators
    left join inputs on indicators.indicator_code = inputs.indicator_code

)

select * from final

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

dimensions as (

    select * from {{ ref('int_quality_dimension_scores') }}
    union all
    select * from {{ ref('int_quality_timeliness_scores') }}

),

totals as (

    select
        county_code,
        breakdown_code as submitter,
        period as month,
        '总分' as dimension,
        null::numeric as checked_rows,
        null::numeric as weighted_violations,
        value as score
    from {{ ref('int_indicator_scores') }}

),

scores as (

    select * from dimensions
    union all
    select * from totals

),

final as (

    select
        scores.county_code,
        scores.submitter,
        scores.dimension,
        {{ cutoff() }} as as_of,
        clock.week,
        scores.month,
        scores.checked_rows::numeric(20, 0) as checked_rows,
        scores.weighted_violations::numeric(20, 1) as weighted_violations,
        scores.score::numeric(5, 2) as score,
        case
            when scores.score >= 90 then '优'
            when scores.score >= 80 then '良'
            when scores.score >= 60 then '一般'
            else '差'
        end as grade
    from scores
    cross join {{ ref('int_report_clock') }} as clock

)

select * from final

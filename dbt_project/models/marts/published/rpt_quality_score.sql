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

final as (

    select
        county_code,
        month,
        submitter,
        dimension,
        checked_rows,
        weighted_violations,
        score,
        case
            when score >= 90 then '优'
            when score >= 80 then '良'
            when score >= 60 then '一般'
            else '差'
        end as grade
    from (select * from dimensions union all select * from totals) as scores

)

select * from final

with

dimensions as (

    select * from {{ ref('int_quality_dimension_scores') }}
    union all
    select * from {{ ref('int_quality_timeliness_scores') }}

),

weights as (

    select * from {{ ref('score_weight') }}
    where item = 'dimension'

),

-- Accessibility carries no points: whoever's deliveries cannot be opened or read scores 60 at most.
gates as (

    select distinct
        county_code,
        submitter,
        60 as ceiling
    from {{ ref('int_findings_open') }}
    where dimension = '可访问性' and severity = 'B'

),

-- A dimension in which nothing was checked leaves the weighting.
weighted as (

    select
        dimensions.county_code,
        dimensions.submitter,
        dimensions.month,
        round(sum(dimensions.score * weights.weight) / sum(weights.weight), 2) as score
    from dimensions
    inner join weights on dimensions.dimension = weights.code
    group by dimensions.county_code, dimensions.submitter, dimensions.month

),

final as (

    select
        weighted.county_code,
        'G02' as indicator_code,
        weighted.county_code as region_code,
        '报送单位' as breakdown_type,
        weighted.submitter as breakdown_code,
        'month' as period_type,
        weighted.month as period,
        least(weighted.score, gates.ceiling) as numerator,
        null::numeric as denominator,
        least(weighted.score, gates.ceiling) as value,
        '分' as unit
    from weighted
    left join gates using (county_code, submitter)

)

select * from final

with

surveys as (

    select * from {{ ref('int_fs_survey_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

final as (

    select
        surveys.county_code,
        surveys.survey_no,
        surveys.agency,
        surveys.method,
        surveys.from_on,
        surveys.to_on,
        surveys.town_code,
        coalesce(townships.region_code, '未知') as region_code,
        surveys.question,
        surveys.sent,
        surveys.valid_n,
        surveys.score,
        surveys.positive_n,
        surveys.margin,
        surveys.report_no
    from surveys
    left join townships
        on
            surveys.county_code = townships.county_code
            and surveys.town_code = townships.township_code

)

select * from final

with

surveys as (

    select * from {{ ref('int_surveys_located') }}

),

final as (

    select
        county_code,
        survey_no,
        agency,
        method,
        from_on,
        to_on,
        town_code,
        region_code,
        question,
        sent,
        valid_n,
        score,
        positive_n,
        margin,
        report_no
    from surveys

)

select * from final

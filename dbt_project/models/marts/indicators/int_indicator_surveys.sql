with

-- An answer without the size of its sample has no weight.
surveys as (

    select * from {{ ref('int_surveys_located') }}
    where valid_n is not null

),

halves as (

    select * from {{ ref('int_report_periods') }}
    where period_type = 'half'

),

asked as (

    select
        surveys.county_code,
        surveys.question,
        halves.period_type,
        halves.period,
        sum(surveys.score * surveys.valid_n) as weighted_score,
        sum(surveys.valid_n) filter (where surveys.score is not null) as scored_n,
        sum(surveys.positive_n) as positive_n,
        sum(surveys.valid_n) filter (where surveys.positive_n is not null) as answered_n
    from surveys
    inner join halves
        on
            surveys.county_code = halves.county_code
            and surveys.to_on between halves.starts_on and halves.counted_to
    group by surveys.county_code, surveys.question, halves.period_type, halves.period

),

figures (indicator_code, question, breakdown_type, breakdown_code) as (

    values
    ('U07', '满意度', '总计', '总计'),
    ('U07', '满意度', '口径', '满意度'),
    ('U07', '认可度', '口径', '认可度'),
    ('U08', '知晓率', '总计', '总计'),
    ('U08', '知晓率', '口径', '知晓率'),
    ('U08', '支持率', '口径', '支持率'),
    ('U08', '参与率', '口径', '参与率')

),

final as (

    select
        asked.county_code,
        figures.indicator_code,
        asked.county_code as region_code,
        figures.breakdown_type,
        figures.breakdown_code,
        asked.period_type,
        asked.period,
        case figures.indicator_code
            when 'U07' then coalesce(asked.weighted_score, 0)
            else coalesce(asked.positive_n, 0)
        end::numeric as numerator,
        case figures.indicator_code
            when 'U07' then coalesce(asked.scored_n, 0)
            else coalesce(asked.answered_n, 0)
        end::numeric as denominator
    from asked
    inner join figures on asked.question = figures.question

)

select * from final

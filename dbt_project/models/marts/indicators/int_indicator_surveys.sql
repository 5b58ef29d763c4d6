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

final as (

    select
        asked.county_code,
        figure.indicator_code,
        asked.county_code as region_code,
        figure.breakdown_type,
        figure.breakdown_code,
        asked.period_type,
        asked.period,
        coalesce(figure.numerator, 0)::numeric as numerator,
        coalesce(figure.denominator, 0)::numeric as denominator
    from asked
    cross join lateral (
        values
        ('U07', '满意度', '总计', '总计', asked.weighted_score, asked.scored_n),
        ('U07', '满意度', '口径', '满意度', asked.weighted_score, asked.scored_n),
        ('U07', '认可度', '口径', '认可度', asked.weighted_score, asked.scored_n),
        ('U08', '知晓率', '总计', '总计', asked.positive_n, asked.answered_n),
        ('U08', '知晓率', '口径', '知晓率', asked.positive_n, asked.answered_n),
        ('U08', '支持率', '口径', '支持率', asked.positive_n, asked.answered_n),
        ('U08', '参与率', '口径', '参与率', asked.positive_n, asked.answered_n)
    ) as figure (indicator_code, question, breakdown_type, breakdown_code, numerator, denominator)
    where asked.question = figure.question

)

select * from final

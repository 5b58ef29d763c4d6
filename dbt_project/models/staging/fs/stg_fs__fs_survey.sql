-- rendered from contract FS09 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS09', '1.0.0+d8d7f006') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_survey')) }}

),

codes as materialized (

    {{ code_map('FS09') }}

),

places as materialized (

    {{ place_map() }}

),

cleaned as (

    select
        {{ lineage(
            ['survey_no', 'town_code', 'question'],
            [
                'survey_no',
                'agency',
                'method',
                'from_on',
                'to_on',
                'town_code',
                'question',
                'sent',
                'valid_n',
                'score',
                'positive_n',
                'margin',
                'report_no'
            ],
            '1.0.0+d8d7f006'
        ) }},
        typed.*,
        {{ marks(
            cast=['from_on', 'to_on'],
            measured={
                'sent': "'份', '{}'",
                'valid_n': "'份', '{}'",
                'score': "'分', '{\"%\"}'",
                'positive_n': "'人', '{}'",
                'margin': "'%', '{}'"
            },
            coded=['method', 'question'],
            placed=['town_code']
        ) }}
    from landed
    cross join codes
    cross join places
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.survey_no) as survey_no,
            norm.text(landed.agency) as agency,
            {{ coded('method') }} as method,
            norm.date(landed.from_on, landed._near) as from_on,
            norm.date(landed.to_on, landed._near) as to_on,
            {{ placed('town_code') }} as town_code,
            {{ coded('question') }} as question,
            norm.whole_quantity(landed.sent, '份', '{}') as sent,
            norm.whole_quantity(landed.valid_n, '份', '{}') as valid_n,
            norm.sized_quantity(landed.score, '分', '{"%"}', 5, 2) as score,
            norm.whole_quantity(landed.positive_n, '人', '{}') as positive_n,
            norm.quantity(landed.margin, '%', '{}') as margin,
            norm.text(landed.report_no) as report_no
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

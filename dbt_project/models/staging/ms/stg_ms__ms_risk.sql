-- rendered from contract MS07 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS07', '1.0.0+399b3cf9') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_risk')) }}

),

codes as materialized (

    {{ code_map('MS07') }}

),

cleaned as (

    select
        {{ lineage(
            ['entity_id', 'rate_year', 'seq'],
            [
                'rating_no',
                'entity_id',
                'rate_year',
                'seq',
                'static_score',
                'dynamic_score',
                'total_score',
                'risk_level',
                'adjust',
                'adjust_reason',
                'rated_on',
                'rater',
                'req_insp',
                'valid_to',
                'board',
                'published_on'
            ],
            '1.0.0+399b3cf9'
        ) }},
        typed.*,
        {{ marks(
            cast=['rated_on', 'valid_to', 'published_on'],
            measured={
                'rate_year': "null, '{}'",
                'seq': "null, '{}'",
                'static_score': "null, '{}'",
                'dynamic_score': "null, '{}'",
                'total_score': "null, '{}'",
                'req_insp': "'次', '{}'"
            },
            coded=['risk_level', 'adjust', 'board']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.rating_no) as rating_no,
            norm.id(landed.entity_id) as entity_id,
            norm.whole_quantity(landed.rate_year, null, '{}') as rate_year,
            norm.whole_quantity(landed.seq, null, '{}') as seq,
            norm.sized_quantity(landed.static_score, null, '{}', 5, 2) as static_score,
            norm.sized_quantity(landed.dynamic_score, null, '{}', 5, 2) as dynamic_score,
            norm.sized_quantity(landed.total_score, null, '{}', 5, 2) as total_score,
            {{ coded('risk_level') }} as risk_level,
            {{ coded('adjust') }} as adjust,
            norm.text(landed.adjust_reason) as adjust_reason,
            norm.date(landed.rated_on, landed._near) as rated_on,
            norm.text(landed.rater) as rater,
            norm.whole_quantity(landed.req_insp, '次', '{}') as req_insp,
            norm.date(landed.valid_to, landed._near) as valid_to,
            {{ coded('board') }} as board,
            norm.date(landed.published_on, landed._near) as published_on
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

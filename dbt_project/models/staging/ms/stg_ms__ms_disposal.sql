-- rendered from contract MS09 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS09', '1.0.0+6201353a') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_disposal')) }}

),

codes as materialized (

    {{ code_map('MS09') }}

),

cleaned as (

    select
        {{ lineage(
            ['case_no'],
            [
                'case_no',
                'kind',
                'sample_no',
                'entity_id',
                'party_name',
                'uscc',
                'cause',
                'started_on',
                'filed_on',
                'controlled_kg',
                'recalled_kg',
                'decision_no',
                'heads_involved',
                'fine_cny',
                'confiscated_cny',
                'closed_on',
                'transferred',
                'published_on'
            ],
            '1.0.0+6201353a'
        ) }},
        typed.*,
        {{ marks(
            cast=['started_on', 'filed_on', 'closed_on', 'transferred', 'published_on'],
            measured={
                'controlled_kg': "'公斤', '{}'",
                'recalled_kg': "'公斤', '{}'",
                'heads_involved': "'头', '{只,羽}'",
                'fine_cny': "'元', '{}'",
                'confiscated_cny': "'元', '{}'"
            },
            coded=['kind']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.case_no) as case_no,
            {{ coded('kind') }} as kind,
            norm.code(landed.sample_no) as sample_no,
            norm.id(landed.entity_id) as entity_id,
            norm.text(landed.party_name) as party_name,
            norm.code(landed.uscc) as uscc,
            norm.text(landed.cause) as cause,
            norm.date(landed.started_on, landed._near) as started_on,
            norm.date(landed.filed_on, landed._near) as filed_on,
            norm.quantity(landed.controlled_kg, '公斤', '{}') as controlled_kg,
            norm.quantity(landed.recalled_kg, '公斤', '{}') as recalled_kg,
            norm.text(landed.decision_no) as decision_no,
            norm.whole_quantity(landed.heads_involved, '头', '{只,羽}') as heads_involved,
            norm.sized_quantity(landed.fine_cny, '元', '{}', 14, 2) as fine_cny,
            norm.quantity(landed.confiscated_cny, '元', '{}') as confiscated_cny,
            norm.date(landed.closed_on, landed._near) as closed_on,
            norm.bool(landed.transferred) as transferred,
            norm.date(landed.published_on, landed._near) as published_on
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

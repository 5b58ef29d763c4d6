-- rendered from contract MS06 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS06', '1.0.0+64102ded') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_hazard')) }}

),

codes as materialized (

    {{ code_map('MS06') }}

),

cleaned as (

    select
        {{ lineage(
            ['hazard_no'],
            [
                'hazard_no',
                'found_by',
                'source_no',
                'entity_id',
                'category',
                'descr',
                'severity',
                'color',
                'measure',
                'owner',
                'found_on',
                'due_on',
                'fixed_on',
                'closed_on',
                'handed_over_to'
            ],
            '1.0.0+64102ded'
        ) }},
        typed.*,
        {{ marks(
            cast=['found_on', 'due_on', 'fixed_on', 'closed_on'],
            coded=['found_by', 'category', 'severity', 'color']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.hazard_no) as hazard_no,
            {{ coded('found_by') }} as found_by,
            norm.id(landed.source_no) as source_no,
            norm.id(landed.entity_id) as entity_id,
            {{ coded('category') }} as category,
            norm.text(landed.descr) as descr,
            {{ coded('severity') }} as severity,
            {{ coded('color') }} as color,
            norm.text(landed.measure) as measure,
            norm.text(landed.owner) as owner,
            norm.date(landed.found_on, landed._near) as found_on,
            norm.date(landed.due_on, landed._near) as due_on,
            norm.date(landed.fixed_on, landed._near) as fixed_on,
            norm.date(landed.closed_on, landed._near) as closed_on,
            norm.text(landed.handed_over_to) as handed_over_to
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract FS10 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS10', '1.0.0+947272cc') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_eval')) }}

),

codes as materialized (

    {{ code_map('FS10') }}

),

cleaned as (

    select
        {{ lineage(
            ['item_code'],
            [
                'item_code',
                'version',
                'kind',
                'text',
                'full_score',
                'lead',
                'support',
                'due_on',
                'self_score',
                'evidence_n',
                'status',
                'gap',
                'measure',
                'recheck_on',
                'recheck_ok',
                'owner'
            ],
            '1.0.0+947272cc'
        ) }},
        typed.*,
        {{ marks(
            cast=['due_on', 'recheck_on', 'recheck_ok'],
            measured={'full_score': "null, '{}'", 'self_score': "null, '{}'", 'evidence_n': "'份', '{}'"},
            coded=['kind', 'status']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.item_code) as item_code,
            norm.text(landed.version) as version,
            {{ coded('kind') }} as kind,
            norm.text(landed.text) as text,
            norm.quantity(landed.full_score, null, '{}') as full_score,
            norm.text(landed.lead) as lead,
            norm.text(landed.support) as support,
            norm.date(landed.due_on, landed._near) as due_on,
            norm.quantity(landed.self_score, null, '{}') as self_score,
            case
                when norm.squeeze(landed.evidence_n) = '无' then 0
                else norm.whole_quantity(landed.evidence_n, '份', '{}')
            end as evidence_n,
            {{ coded('status') }} as status,
            norm.text(landed.gap) as gap,
            norm.text(landed.measure) as measure,
            norm.date(landed.recheck_on, landed._near) as recheck_on,
            norm.bool(landed.recheck_ok) as recheck_ok,
            norm.text(landed.owner) as owner
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

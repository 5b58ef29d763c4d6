-- rendered from contract AH05 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('AH05', '1.0.0+7c380d1c') }}

),

landed as (

    {{ landed_rows(source('raw', 'ah_disposal')) }}

),

codes as materialized (

    {{ code_map('AH05') }}

),

cleaned as (

    select
        {{ lineage(
            ['rec_no'],
            [
                'rec_no',
                'link',
                'source_name',
                'source_code',
                'species',
                'reason',
                'qty_heads',
                'kg',
                'collected_on',
                'treated_on',
                'method',
                'plant',
                'output_to',
                'ear_tags',
                'insur_no',
                'subsidy_cny',
                'supervisor'
            ],
            '1.0.0+7c380d1c'
        ) }},
        typed.*,
        {{ marks(
            cast=['collected_on', 'treated_on'],
            measured={
                'qty_heads': "'头', '{只,羽}'",
                'kg': "'公斤', '{}'",
                'ear_tags': "'枚', '{}'",
                'subsidy_cny': "'元', '{}'"
            },
            coded=['link', 'species', 'reason', 'method']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.rec_no) as rec_no,
            {{ coded('link') }} as link,
            norm.text(landed.source_name) as source_name,
            norm.code(landed.source_code) as source_code,
            {{ coded('species') }} as species,
            {{ coded('reason') }} as reason,
            norm.sized_quantity(landed.qty_heads, '头', '{只,羽}', 10, 2) as qty_heads,
            norm.quantity(landed.kg, '公斤', '{}') as kg,
            norm.date(landed.collected_on, landed._near) as collected_on,
            norm.date(landed.treated_on, landed._near) as treated_on,
            {{ coded('method') }} as method,
            norm.text(landed.plant) as plant,
            norm.text(landed.output_to) as output_to,
            norm.whole_quantity(landed.ear_tags, '枚', '{}') as ear_tags,
            norm.id(landed.insur_no) as insur_no,
            norm.quantity(landed.subsidy_cny, '元', '{}') as subsidy_cny,
            norm.text(landed.supervisor) as supervisor
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

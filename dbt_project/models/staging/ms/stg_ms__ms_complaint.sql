-- rendered from contract MS10 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS10', '1.0.0+f892eef5') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_complaint')) }}

),

codes as materialized (

    {{ code_map('MS10') }}

),

cleaned as (

    select
        {{ lineage(
            ['sheet_no'],
            [
                'sheet_no',
                'kind',
                'channel',
                'registered_at',
                'entity_name',
                'entity_id',
                'uscc',
                'goods_cat',
                'issue_cat',
                'amount',
                'accepted_on',
                'closed_on',
                'outcome',
                'filed',
                'satisf',
                'mso_code'
            ],
            '1.0.0+f892eef5'
        ) }},
        typed.*,
        {{ marks(
            cast=['registered_at', 'accepted_on', 'closed_on', 'filed'],
            measured={'amount': "'元', '{}'"},
            coded=['kind', 'channel', 'issue_cat', 'outcome', 'satisf']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.sheet_no) as sheet_no,
            {{ coded('kind') }} as kind,
            {{ coded('channel') }} as channel,
            norm.ts(landed.registered_at, landed._near) as registered_at,
            norm.text(landed.entity_name) as entity_name,
            norm.id(landed.entity_id) as entity_id,
            norm.code(landed.uscc) as uscc,
            norm.text(landed.goods_cat) as goods_cat,
            {{ coded('issue_cat') }} as issue_cat,
            norm.quantity(landed.amount, '元', '{}') as amount,
            norm.date(landed.accepted_on, landed._near) as accepted_on,
            norm.date(landed.closed_on, landed._near) as closed_on,
            {{ coded('outcome') }} as outcome,
            norm.bool(landed.filed) as filed,
            {{ coded('satisf') }} as satisf,
            norm.id(landed.mso_code) as mso_code
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

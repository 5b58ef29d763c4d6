-- rendered from contract MS05 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS05', '1.0.0+114a1e53') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_inspection')) }}

),

codes as materialized (

    {{ code_map('MS05') }}

),

cleaned as (

    select
        {{ lineage(
            ['insp_no'],
            [
                'insp_no',
                'entity_id',
                'uscc',
                'insp_type',
                'insp_date',
                'inspectors',
                'cert_nos',
                'points_checked',
                'points_failed',
                'result',
                'action',
                'rectify_due',
                'recheck_on',
                'recheck_result',
                'mso_code',
                'campaign',
                'failed_items',
                'producer_id'
            ],
            '1.0.0+114a1e53'
        ) }},
        typed.*,
        {{ marks(
            cast=['insp_date', 'rectify_due', 'recheck_on'],
            measured={'points_checked': "'个', '{}'", 'points_failed': "'个', '{}'"},
            coded=['insp_type', 'result', 'action', 'recheck_result']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.insp_no) as insp_no,
            norm.id(landed.entity_id) as entity_id,
            norm.code(landed.uscc) as uscc,
            {{ coded('insp_type') }} as insp_type,
            norm.date(landed.insp_date, landed._near) as insp_date,
            norm.text(landed.inspectors) as inspectors,
            norm.text(landed.cert_nos) as cert_nos,
            norm.whole_quantity(landed.points_checked, '个', '{}') as points_checked,
            norm.whole_quantity(landed.points_failed, '个', '{}') as points_failed,
            {{ coded('result') }} as result,
            {{ coded('action') }} as action,
            norm.date(landed.rectify_due, landed._near) as rectify_due,
            norm.date(landed.recheck_on, landed._near) as recheck_on,
            {{ coded('recheck_result') }} as recheck_result,
            norm.id(landed.mso_code) as mso_code,
            norm.text(landed.campaign) as campaign,
            norm.text(landed.failed_items) as failed_items,
            norm.id(landed.producer_id) as producer_id
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract FS03 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('FS03', '1.0.0+38e22bf4') }}

),

landed as (

    {{ landed_rows(source('raw', 'fs_visit')) }}

),

codes as materialized (

    {{ code_map('FS03') }}

),

cleaned as (

    select
        {{ lineage(
            ['visit_no'],
            [
                'visit_no',
                'binding_id',
                'cadre_id',
                'entity_id',
                'visit_date',
                'mode',
                'first',
                'problems',
                'descr',
                'handed_to',
                'handed_on',
                'due_on',
                'fixed_on',
                'fixed_n',
                'photos',
                'quarter',
                'created_at'
            ],
            '1.0.0+38e22bf4'
        ) }},
        typed.*,
        {{ marks(
            cast=['visit_date', 'first', 'handed_on', 'due_on', 'fixed_on', 'quarter', 'created_at'],
            measured={'problems': "'个', '{}'", 'fixed_n': "'个', '{}'", 'photos': "'张', '{}'"},
            coded=['mode']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.id(landed.visit_no) as visit_no,
            norm.id(landed.binding_id) as binding_id,
            norm.id(landed.cadre_id) as cadre_id,
            norm.id(landed.entity_id) as entity_id,
            norm.date(landed.visit_date, landed._near) as visit_date,
            {{ coded('mode') }} as mode,
            norm.bool(landed.first) as first,
            case
                when norm.squeeze(landed.problems) = '无' then 0
                else norm.whole_quantity(landed.problems, '个', '{}')
            end as problems,
            norm.text(landed.descr) as descr,
            norm.id(landed.handed_to) as handed_to,
            norm.date(landed.handed_on, landed._near) as handed_on,
            norm.date(landed.due_on, landed._near) as due_on,
            norm.date(landed.fixed_on, landed._near) as fixed_on,
            norm.whole_quantity(landed.fixed_n, '个', '{}') as fixed_n,
            norm.whole_quantity(landed.photos, '张', '{}') as photos,
            norm.stat_quarter(landed.quarter, landed._near) as quarter,
            norm.ts(landed.created_at, landed._near) as created_at
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

-- rendered from contract MS08 version 1.0.0, do not edit: run `make render`

with

pending as (

    {{ pending_submissions('MS08', '1.0.0+83d88366') }}

),

landed as (

    {{ landed_rows(source('raw', 'ms_sample')) }}

),

codes as materialized (

    {{ code_map('MS08') }}

),

cleaned as (

    select
        {{ lineage(
            ['sample_no'],
            [
                'sample_no',
                'task_level',
                'stage',
                'sample_name',
                'food_cat',
                'food_sub',
                'sampled_name',
                'sampled_uscc',
                'maker_name',
                'prod_date',
                'lot_no',
                'supplier_code',
                'sampled_on',
                'lab',
                'report_no',
                'reported_on',
                'conclusion',
                'failed_items',
                'is_quick',
                'published_on'
            ],
            '1.0.0+83d88366'
        ) }},
        typed.*,
        {{ marks(
            cast=['prod_date', 'sampled_on', 'reported_on', 'is_quick', 'published_on'],
            coded=['task_level', 'stage', 'food_cat', 'conclusion']
        ) }}
    from landed
    cross join codes
    -- `limit 1` keeps every value from being computed again where it is looked at.
    cross join lateral (  -- noqa: ST05
        select
            norm.code(landed.sample_no) as sample_no,
            {{ coded('task_level') }} as task_level,
            {{ coded('stage') }} as stage,
            norm.text(landed.sample_name) as sample_name,
            {{ coded('food_cat') }} as food_cat,
            norm.text(landed.food_sub) as food_sub,
            norm.text(landed.sampled_name) as sampled_name,
            norm.code(landed.sampled_uscc) as sampled_uscc,
            norm.text(landed.maker_name) as maker_name,
            norm.date(landed.prod_date, landed._near) as prod_date,
            norm.text(landed.lot_no) as lot_no,
            norm.code(landed.supplier_code) as supplier_code,
            norm.date(landed.sampled_on, landed._near) as sampled_on,
            norm.text(landed.lab) as lab,
            norm.id(landed.report_no) as report_no,
            norm.date(landed.reported_on, landed._near) as reported_on,
            {{ coded('conclusion') }} as conclusion,
            norm.text(landed.failed_items) as failed_items,
            norm.bool(landed.is_quick) as is_quick,
            norm.date(landed.published_on, landed._near) as published_on
        limit 1  -- noqa: AM09
    ) as typed

)

select * from cleaned

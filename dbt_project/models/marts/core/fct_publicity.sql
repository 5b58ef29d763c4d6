with

activities as (

    select * from {{ ref('int_fs_publicity_current') }}

),

final as (

    select
        county_code,
        act_no,
        title,
        kind,
        act_date,
        organizer,
        fixed_points,
        firms,
        copies,
        audience,
        teams,
        platform,
        views,
        quick_n,
        quick_fail,
        follow_up,
        evidence as has_evidence
    from activities

)

select * from final

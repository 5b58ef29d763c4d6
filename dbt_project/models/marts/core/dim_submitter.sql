with

submitters as (

    select * from {{ ref('submitter') }}

),

final as (

    select
        submitter,
        submitter_name,
        short_name,
        abbreviation,
        authority,
        liaison_office,
        sort_order
    from submitters

)

select * from final

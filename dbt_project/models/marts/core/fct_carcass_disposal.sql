with

records as (

    select * from {{ ref('int_ah_disposal_current') }}

),

final as (

    select
        county_code,
        rec_no,
        link,
        source_code,
        species,
        reason,
        qty_heads,
        kg,
        collected_on,
        treated_on,
        method,
        plant,
        ear_tags,
        subsidy_cny
    from records

)

select * from final

with

rules as (

    select * from {{ source('quality', 'rule') }}

),

final as (

    select
        rule_id,
        condition,
        version,
        severity,
        effect,
        dimension,
        dataset,
        recipients,
        title,
        explanation,
        valid_from
    from rules

)

select * from final

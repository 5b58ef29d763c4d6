with

sides as (

    select * from {{ ref('int_quarantine_sides') }}

),

-- The worse of the two is the figure; on equal values the origin side.
ranked as (

    select
        *,
        row_number() over (
            partition by county_code, period
            order by {{ pct('numerator', 'denominator') }} asc nulls last, side asc
        ) as badness
    from sides

),

final as (

    select
        ranked.county_code,
        'A08' as indicator_code,
        ranked.county_code as region_code,
        figure.breakdown_type,
        figure.breakdown_code,
        ranked.period_type,
        ranked.period,
        ranked.numerator,
        ranked.denominator
    from ranked
    cross join
        lateral (
            values ('口径', ranked.side), ('总计', '总计')
        ) as figure (breakdown_type, breakdown_code)
    where figure.breakdown_type = '口径' or ranked.badness = 1

)

select * from final

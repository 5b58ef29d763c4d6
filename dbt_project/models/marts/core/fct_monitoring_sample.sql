with

final as (

    select
        county_code,
        sample_no,
        kind,
        is_rapid,
        sector,
        sample_name,
        producer_id,
        uscc,
        region_code,
        stage,
        sampled_on,
        lab,
        items,
        item_n,
        conclusion,
        drug,
        found_mg_kg,
        limit_mg_kg,
        action,
        handled_on
    from {{ followed(ref('int_monitoring_located')) }}

)

select * from final

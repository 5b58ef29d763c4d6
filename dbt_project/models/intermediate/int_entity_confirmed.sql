with

decisions as (

    select * from {{ ref('int_entity_decisions') }}
    where verdict = '是'

),

final as (

    select distinct on (records.county_code, records.dataset, records.record_key)
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        entities.entity_id
    from decisions
    inner join {{ ref('int_match_records') }} as records using (county_code, dataset, record_key)
    inner join {{ ref('int_entities_located') }} as entities
        on
            decisions.county_code = entities.county_code
            and decisions.entity_id = entities.entity_id
    order by
        records.county_code asc, records.dataset asc, records.record_key asc,
        decisions.decided_on desc, entities.entity_id asc

)

select * from final

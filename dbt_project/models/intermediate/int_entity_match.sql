with

records as (

    select * from {{ followed(ref('int_match_records')) }}

),

candidates as not materialized (

    select
        county_code,
        dataset,
        record_key,
        lic_no,
        entity_id,
        match_method
    from {{ ref('int_entity_candidates') }}
    union all
    select
        *,
        'manual' as match_method
    from {{ ref('int_entity_confirmed') }}

),

-- The licence or registration number, whose holder was found by one of the other ways.
holders as (

    select distinct on (records.county_code, records.dataset, records.record_key)
        records.county_code,
        records.dataset,
        records.record_key,
        candidates.entity_id
    from records
    inner join candidates using (county_code, lic_no)
    -- A licence does not identify itself.
    where records.dataset not in ('MS02', 'MS03', 'MS04') and candidates.dataset in ('MS02', 'MS03', 'MS04')
    order by
        records.county_code,
        records.dataset,
        records.record_key,
        case candidates.match_method when 'manual' then 1 when 'uscc' then 2 else 3 end,
        candidates.entity_id

),

by_licence as (

    select * from holders
    except
    select
        county_code,
        dataset,
        record_key,
        entity_id
    from {{ ref('int_entity_decisions') }}
    where verdict = '否'

),

found as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        candidates.entity_id,
        candidates.match_method
    from records
    inner join candidates using (county_code, dataset, record_key)
    union all
    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.lic_no,
        by_licence.entity_id,
        'licence' as match_method
    from records
    inner join by_licence using (county_code, dataset, record_key)

),

final as (

    select distinct on (county_code, dataset, record_key)
        county_code,
        dataset,
        record_key,
        lic_no,
        entity_id,
        match_method
    from found
    order by
        county_code,
        dataset,
        record_key,
        case match_method when 'manual' then 1 when 'uscc' then 2 when 'licence' then 3 else 4 end

)

select * from final

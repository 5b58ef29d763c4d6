with

records as (

    select * from {{ ref('int_match_records') }}

),

candidates as (

    select * from {{ ref('int_entity_candidates') }}

),

refused as (

    select
        county_code,
        dataset,
        record_key,
        entity_id
    from {{ ref('int_entity_decisions') }}
    where verdict = '否'

),

-- The licence or registration number, whose holder was found by one of the other ways.
holders as (

    select distinct on (county_code, lic_no)
        county_code,
        lic_no,
        entity_id
    from candidates
    where dataset in ('MS02', 'MS03', 'MS04')
    order by
        county_code,
        lic_no,
        case match_method when 'manual' then 1 when 'uscc' then 2 else 3 end,
        entity_id

),

by_licence as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        holders.entity_id
    from records
    inner join holders using (county_code, lic_no)
    -- A licence does not identify itself.
    where records.dataset not in ('MS02', 'MS03', 'MS04')
    except
    select * from refused

),

found as (

    select
        county_code,
        dataset,
        record_key,
        entity_id,
        match_method
    from candidates
    union all
    select
        *,
        'licence' as match_method
    from by_licence

),

final as (

    select distinct on (county_code, dataset, record_key)
        county_code,
        dataset,
        record_key,
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

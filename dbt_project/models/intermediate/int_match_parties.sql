with

-- party_key: rows of one party (versions, bindings, samples) count once when a name must be unique.
final as (

    select
        county_code,
        dataset,
        record_key,
        lic_no as party_key,
        uscc,
        lic_no,
        holder_name as party_name,
        region_code,
        false as is_person
    from {{ ref('int_licences_located') }}

    union all

    select
        county_code,
        'MS08' as dataset,
        sample_no as record_key,
        coalesce(sampled_uscc, sampled_name) as party_key,
        sampled_uscc as uscc,
        null as lic_no,
        sampled_name as party_name,
        null as region_code,
        false as is_person
    from {{ ref('int_ms_sample_current') }}

    union all

    select
        county_code,
        'AG01' as dataset,
        producer_id as record_key,
        producer_id as party_key,
        uscc,
        null as lic_no,
        name as party_name,
        left(region_code, 9) as region_code,
        coalesce(kind in ('农户', '种养大户'), false) as is_person
    from {{ ref('int_ag_producer_current') }}

    union all

    select
        county_code,
        'AH02' as dataset,
        plant_code as record_key,
        plant_code as party_key,
        uscc,
        null as lic_no,
        name as party_name,
        left(region_code, 9) as region_code,
        false as is_person
    from {{ ref('int_ah_slaughterhouse_current') }}

    union all

    select
        county_code,
        'FS02' as dataset,
        binding_id as record_key,
        coalesce(entity_id, binding_id) as party_key,
        uscc,
        lic_no,
        entity_name as party_name,
        left(region_code, 9) as region_code,
        false as is_person
    from {{ ref('int_fs_binding_current') }}

)

select * from final

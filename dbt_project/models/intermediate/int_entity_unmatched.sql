with

records as (

    select * from {{ followed(ref('int_match_records')) }}

),

matches as (

    select * from {{ ref('int_entity_match') }}

),

refused as (

    select distinct
        county_code,
        dataset,
        record_key
    from {{ ref('int_entity_decisions') }}
    where verdict = '否'

),

final as (

    select
        records.county_code,
        records.dataset,
        records.record_key,
        records.match_name,
        records.uscc,
        records.lic_no,
        records.region_code,
        case
            when refused.record_key is not null then '人工核对为不同主体，且别无匹配'
            when records.uscc is not null and not records.has_valid_uscc then '统一社会信用代码无效，且证号与名称均未匹配'
            when records.uscc is not null then '市场监管主体库无此统一社会信用代码，且证号与名称均未匹配'
            when records.is_person then '自然人，无证号不跨部门匹配'
            when records.region_code is null then '无统一社会信用代码，且乡镇不明'
            else '无统一社会信用代码，乡镇内名称无唯一对应主体'
        end as reason
    from records
    left join matches using (county_code, dataset, record_key)
    left join refused using (county_code, dataset, record_key)
    where matches.entity_id is null

)

select * from final

with

clock as (

    select * from {{ ref('int_report_clock') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

licences as (

    select * from {{ followed(ref('int_licence_versions')) }}

),

final as (

    select
        licences.county_code,
        licences.dataset,
        licences.lic_no,
        licences.version_no,
        licences.lic_no || '|' || licences.version_no as record_key,
        licences.lic_kind,
        licences.holder_name,
        licences.uscc,
        coalesce(townships.region_code, '未知') as region_code,
        licences.issued_on,
        licences.valid_to,
        licences.status,
        coalesce({{ is_live_licence('licences', 'clock.report_day') }}, false) as is_live
    from licences
    cross join clock
    left join townships
        on
            licences.county_code = townships.county_code
            and left(licences.full_region_code, 9) = townships.township_code

)

select * from final

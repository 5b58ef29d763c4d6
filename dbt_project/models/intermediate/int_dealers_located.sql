with

dealers as (

    select * from {{ ref('int_ag_inputs_current') }}

),

townships as (

    select * from {{ ref('int_townships') }}

),

clock as (

    select * from {{ ref('int_report_clock') }}

),

final as (

    select
        dealers.county_code,
        dealers.lic_no,
        dealers.name as dealer_name,
        dealers.uscc,
        dealers.kind,
        dealers.restricted,
        coalesce(townships.region_code, '未知') as region_code,
        dealers.valid_to,
        coalesce(dealers.on_trace, false) as on_trace,
        dealers.in_n,
        dealers.out_n,
        dealers.insp_n,
        dealers.sampled_n,
        dealers.fail_n,
        dealers.status,
        coalesce(dealers.status = '正常' and dealers.valid_to >= clock.report_day, false) as is_live
    from dealers
    left join townships
        on
            dealers.county_code = townships.county_code
            and left(dealers.region_code, 9) = townships.township_code
    cross join clock

)

select * from final

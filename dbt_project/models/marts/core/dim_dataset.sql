with

datasets as (

    select * from {{ ref('dataset') }}

),

final as (

    select
        dataset,
        table_name,
        dataset_name,
        submitter,
        owner,
        authority,
        mode,
        delivery_form,
        grain,
        version
    from datasets

)

select * from final

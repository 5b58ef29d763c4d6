with

certificates as (

    select * from {{ ref('int_ah_quarantine_current') }}

),

counties as (

    select * from {{ ref('county') }}

),

-- Places and parties are free text that may name a person, so only what figures need of them goes on.
final as (

    select
        certificates.county_code,
        certificates.cert_no,
        certificates.cert_type,
        certificates.issued_at,
        certificates.species,
        certificates.qty,
        certificates.unit,
        certificates.origin_code,
        coalesce(starts_with(certificates.origin, counties.county_name), false) as is_origin_in_county,
        certificates.dest_code,
        coalesce(starts_with(certificates.dest, counties.county_name), false) as is_dest_in_county,
        certificates.purpose,
        certificates.valid_days,
        coalesce(certificates.voided, false) as voided
    from certificates
    left join counties on certificates.county_code = counties.county_code

)

select * from final

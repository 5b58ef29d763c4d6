-- Live licences, filings and registrations that end within the given days after the cut-off.
select distinct on (valid_to, lic_no)
    lic_kind as kind,
    lic_no as number,
    coalesce(holder_name, '') as holder,
    valid_to
from intermediate.int_licences_located
where
    county_code = %(county)s
    and is_live
    and valid_to between %(cutoff)s::date and %(cutoff)s::date + %(days)s::integer
order by valid_to, lic_no, version_no desc

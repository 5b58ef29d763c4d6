-- The county's name and the serial number of the report, null where the office keeps no list of issues.
select
    county.county_name,
    issue.issue_no
from reference.county as county
left join reference.report_issue as issue
    on
        county.county_code = issue.county_code
        and issue.week = %(week)s
where county.county_code = %(county)s

"""What the judge said otherwise, later on, about deliveries that he had judged before."""

from __future__ import annotations

from datetime import datetime

from warehouse.connection import connect

CHANGED = """
with later as (
    select county_code, submission_id from quality.submission_verdict
    where cutoff > %(after)s and cutoff <= %(until)s
    union
    select county_code, submission_id from quality.quarantine_verdict
    where cutoff > %(after)s and cutoff <= %(until)s
)
select count(*) from later where exists (
    select 1 from quality.submission_verdict as earlier
    where
        earlier.county_code = later.county_code and earlier.submission_id = later.submission_id
        and earlier.cutoff <= %(after)s
)
"""


def changed(after: datetime, until: datetime = datetime.max) -> int:
    """Deliveries judged by `after` of which, or of whose rows, the judge said something else by `until`."""
    with connect("transformer") as connection:
        return connection.execute(CHANGED, {"after": after, "until": until.replace(microsecond=0)}).fetchone()[0]

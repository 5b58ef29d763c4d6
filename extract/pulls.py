"""One pull from a live system (REST, SQL): which period it serves, from when on it asks, and its landing."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from functools import cache

from contracts.model import Contract, Stream
from extract import archive, ledger, periods
from extract.archive import PullWriter
from extract.errors import UnreadableError
from extract.landing import Landing
from extract.readers.cells import to_copy
from extract.readers.reading import Reading
from extract.readers.rest import RestPull
from extract.readers.rest_client import RestClient, RestConnection
from extract.submission import Receipt, Submission
from warehouse import workdays
from warehouse.deployment import County

#: An incremental pull asks again for this much before the last one: rows may be written late, never unnoticed.
OVERLAP = timedelta(days=1)
#: Datasets that are pulled once a period are asked for from this long before their deadline on.
LEAD = timedelta(hours=1)


def pull(contract: Contract, stream: Stream, county: County, now: datetime, landing: Landing) -> Receipt | None:
    """Make the pull of one stream that is due at the run's logical time.

    Args:
        now: logical time of the run; a run is made once per stream however often it is repeated, and never for
            a time before the latest pull: a live system is not asked for its past.

    Returns:
        The receipt, or None when nothing is due.

    Raises:
        SourceError: the system did not give its data.
    """
    last = ledger.last_pull(landing.connection, county.code, contract.dataset, stream.stream)
    period = period_served(contract, stream, county.code, now, landing)
    if period is None or (last.slot is not None and last.slot >= now):
        return None
    since = last.received_at - OVERLAP if last.received_at and is_incremental(contract) else None
    ending = archive.PAGES if contract.delivery.form == "rest" else archive.ROWS
    with landing.archive.writer(ending) as writer:
        reading = _reading(contract, stream, county, period, since, now, 0 if since else last.declared_rows, writer)
        submission = Submission(county.code, contract.dataset, stream.stream, contract.submitter, period,
                                _source(contract), reading.received_at, slot=now)

        def settle() -> Submission:
            digest = writer.finish()
            return submission.kept(digest, landing.archive.settle(
                writer.path, contract, submission.submission_id, ending))

        if getattr(reading, "is_missing", False):
            view = contract.delivery.options["view"]
            gone = UnreadableError("no_header", f"视图{view}不存在或没有约定的列")
            return landing.refuse(settle(), gone, reading.facts)
        try:
            return landing.land(submission, contract, reading, settle)
        finally:
            reading.close()


def period_served(contract: Contract, stream: Stream, county_code: str, now: datetime,
                  landing: Landing) -> str | None:
    """The period that a pull at that time is for.

    The last ended one, until a pull after its end has covered it; then the running one. Datasets delivered per
    period, and all that is due on the n-th working day of a month or longer period, are pulled once for each,
    from shortly before the deadline on; None when that is done or too early.
    """
    ended = periods.last_ended(now, stream.period_type)
    over = datetime.combine(periods.bounds(ended)[1] + periods.ONE_DAY, time())
    covered = ledger.covers(landing.connection, county_code, contract.dataset, stream.stream, ended, over)
    if contract.mode == "period" or stream.due.workday is not None:
        return None if covered or now < due_at(stream, ended) - LEAD else ended
    return periods.period_of(now.date(), stream.period_type) if covered else ended


def due_at(stream: Stream, period: str) -> datetime:
    """Deadline of a period: n-th working day, or a weekday moved to the next working day (handbook §5)."""
    following = periods.bounds(period)[1] + periods.ONE_DAY
    if stream.due.workday is not None:
        day = workdays.nth_workday(following, stream.due.workday)
    else:
        wait = ((stream.due.weekday or 0) - following.weekday()) % 7
        day = workdays.add_workdays(following + timedelta(days=wait), 0)
    return datetime.combine(day, stream.due.at)


def is_incremental(contract: Contract) -> bool:
    """Whether the contract names a watermark; snapshots are always pulled whole."""
    options = contract.delivery.options
    return contract.mode == "upsert" and bool(options.get("updated_param") or options.get("updated_column"))


def _reading(contract: Contract, stream: Stream, county: County, period: str, since: datetime | None,
             now: datetime, expected: int, writer: PullWriter) -> Reading:
    options = county.connection(contract.delivery.connection)
    if contract.delivery.form == "rest":
        connection = RestConnection.of(options)
        return RestPull(contract, client_for(connection), in_flight=connection.in_flight, since=since, now=now,
                        period=period, expected=expected, keep=writer.keep_page)
    from extract.readers.sql import SqlConnection, SqlPull

    columns = [*(field.name for field in contract.fields), "_deleted_flag"]
    writer.begin(to_copy([columns]))
    return SqlPull(contract, SqlConnection.of(options), stream=stream, period=period, since=since,
                   keep=writer.keep)


@cache
def client_for(connection: RestConnection) -> RestClient:
    """One client, and so one token, per platform and process."""
    return RestClient(connection)


def _source(contract: Contract) -> str:
    options = contract.delivery.options
    return f"接口：{options['path']}" if contract.delivery.form == "rest" else f"视图：{options['view']}"

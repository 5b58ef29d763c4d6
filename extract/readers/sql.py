"""SQL databases: views read through SQLAlchemy, every value CAST to text in the query.

Rows come from a server-side cursor by plain iteration (`.partitions()` holds everything in memory); nulls are
replaced in the query too, so Python never looks at a value. Views above `bulk_rows` go by bulk.py instead.
At most `max_connections` sessions are opened to one database (handbook §2.2: four).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Select,
    String,
    Table,
    Text,
    case,
    cast,
    create_engine,
    func,
    inspect,
    literal,
    make_url,
    null,
    select,
    text,
)
from sqlalchemy.exc import DBAPIError, NoSuchTableError
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from contracts.model import Contract, Stream
from extract.errors import ServerFaultError, UnauthorisedError, UnreachableError
from extract.periods import bounds, type_of
from extract.readers import bulk
from extract.readers.cells import NULL, TRUE_WORDS, to_copy
from extract.readers.reading import Reading
from warehouse.errors import SettingsError

#: Local wall time of the database server, per dialect; a connection's `clock` replaces it.
CLOCKS = {
    "postgresql": "select current_timestamp at time zone 'Asia/Shanghai'",
    "mysql": "select utc_timestamp(6) + interval 8 hour",
    "mariadb": "select utc_timestamp(6) + interval 8 hour",
    "oracle": "select cast(systimestamp at time zone 'Asia/Shanghai' as timestamp) from dual",
    "sqlite": "select datetime('now', '+8 hours')",
}
_TIMEOUTS = {
    "postgresql": lambda seconds: {"connect_timeout": seconds},
    "mysql": lambda seconds: {"connect_timeout": seconds, "read_timeout": 300},
    "mariadb": lambda seconds: {"connect_timeout": seconds, "read_timeout": 300},
}
_REFUSED = ("password authentication failed", "access denied", "no pg_hba.conf entry", "role \"", "permission denied")
_BATCH = 2000


@dataclass(frozen=True)
class SqlConnection:
    """How a database is reached; the keys of the deployment's connection.

    Attributes:
        url: SQLAlchemy URL of a read-only account.
        schema: where the views are, None for the account's own.
        clock: query that gives the arrival time; by default the server's clock.
        bulk_rows: views with more rows are read without a cursor.
    """

    url: str
    schema: str | None = None
    clock: str | None = None
    max_connections: int = 4
    tries: int = 4
    wait_seconds: float = 0.5
    timeout_seconds: int = 15
    bulk_rows: int = 50_000

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> SqlConnection:
        """From a deployment's connection; keys of no meaning here are left alone."""
        known = {name: options[name] for name in cls.__dataclass_fields__ if options.get(name) is not None}
        if "url" not in known:
            raise SettingsError("the connection has no url", fix="add a SQLAlchemy url to deployment.yaml")
        counts = {name: int(known[name]) for name in ("max_connections", "tries", "timeout_seconds", "bulk_rows")
                  if name in known}
        return cls(**{**known, **counts})


@cache
def engine_for(connection: SqlConnection) -> Engine:
    """One pooled engine per connection and process; the pool is the limit on sessions."""
    url = make_url(connection.url)
    timeouts = _TIMEOUTS.get(url.get_backend_name(), lambda seconds: {})(connection.timeout_seconds)
    pool = {} if url.get_backend_name() == "sqlite" else {"pool_size": connection.max_connections, "max_overflow": 0}
    return create_engine(url, pool_pre_ping=True, connect_args=timeouts, **pool)


class SqlPull(Reading):
    """One view, or one period of it, as of the moment of the query.

    The clock and the view's columns are asked for at construction, so an unreachable database is known before
    a transaction opens.

    Args:
        stream: rows of this stream only, where the contract shares one view out among several.
        period: rows of this period only, where the contract names a period column.
        since: rows changed from then on only, where the contract names a reliable column for it.
        keep: receives the bytes of the stream, for the archive; called with None when it starts over.
    """

    def __init__(self, contract: Contract, connection: SqlConnection, *, period: str, stream: Stream | None = None,
                 since: datetime | None = None, keep: Callable[[bytes | None], None] = lambda body: None) -> None:
        self._contract, self._connection, self._keep = contract, connection, keep
        self._stream, self._period, self._since = stream or contract.streams[0], period, since
        self._engine = engine_for(connection)
        received_at, self._view = self._retrying()(self._open)
        super().__init__(columns=(*(f.name for f in contract.fields), "_deleted_flag"), received_at=received_at)
        self.facts |= _header_facts(contract, self._view)
        self.facts["api"] = {"since": since.isoformat(" ") if since else None}

    @property
    def is_missing(self) -> bool:
        """The view does not exist, or has no column that the contract knows."""
        return not self._columns_by_field()

    def stream(self) -> Iterator[bytes]:
        self._keep(None)
        with _source_errors(self._connection), self._snapshot() as session:
            matching = self._filtered(select(literal(1).label("one"))).subquery()
            count = session.scalar(select(func.count()).select_from(matching))
            in_bulk = count > self._connection.bulk_rows and bulk.can_read(self._engine)
            self.null = bulk.NULL if in_bulk else NULL
            self._note(count, in_bulk)
            for block in bulk.read(session, self._query(coalesced=False)) if in_bulk else self._cursor(session):
                self._keep(block)
                yield block

    def _retrying(self) -> Retrying:
        return Retrying(
            retry=retry_if_exception_type(UnreachableError), stop=stop_after_attempt(self._connection.tries),
            wait=wait_random_exponential(self._connection.wait_seconds, 10), reraise=True,
        )

    def _open(self) -> tuple[datetime, Table]:
        """Arrival time and the view's columns."""
        with _source_errors(self._connection), self._engine.connect() as session:
            clock = self._connection.clock or CLOCKS[self._engine.dialect.name]
            moment = session.scalar(text(clock))
            view = _reflected(session, self._contract.delivery.options["view"], self._connection.schema)
        return _as_local(moment), view

    @contextmanager
    def _snapshot(self) -> Iterator[Connection]:
        """A read-only transaction in which count and rows belong together."""
        with self._engine.connect() as session:
            if self._engine.dialect.name != "sqlite":
                session = session.execution_options(isolation_level="REPEATABLE READ")
            if self._engine.dialect.name == "postgresql":
                session = session.execution_options(postgresql_readonly=True)
            yield session

    def _cursor(self, session: Connection) -> Iterator[bytes]:
        result = iter(session.execution_options(stream_results=True).execute(self._query(coalesced=True)))
        while batch := list(islice(result, _BATCH)):
            yield to_copy(batch)

    def _columns_by_field(self) -> dict[str, Column]:
        return _matched(self._contract, self._view)

    def _query(self, *, coalesced: bool) -> Select:
        """Every field as text, in contract order, then the soft-delete flag."""
        columns = self._columns_by_field()

        def as_text(name: str) -> Any:
            if name not in columns:
                return cast(literal(NULL) if coalesced else null(), Text).label(name)
            # A text needs no CAST, and MariaDB would copy each value for it.
            value = columns[name] if isinstance(columns[name].type, String) else cast(columns[name], Text)
            return (func.coalesce(value, literal(NULL)) if coalesced else value).label(name)

        return self._filtered(select(*(as_text(field.name) for field in self._contract.fields), self._deleted()))

    def _deleted(self) -> Any:
        wanted = self._contract.delivery.options["deleted_column"]
        column = _column(self._view, wanted) if wanted else None
        if column is None:
            return literal("f").label("_deleted_flag")
        flag = func.lower(cast(column, Text))
        return case((flag.in_(TRUE_WORDS), "t"), else_="f").label("_deleted_flag")

    def _filtered(self, query: Select) -> Select:
        query = query.select_from(self._view).where(*self._of_stream())
        options = self._contract.delivery.options
        by_period = _column(self._view, options["period_column"]) if options["period_column"] else None
        if by_period is not None:
            query = query.where(cast(by_period, Text).in_(_spellings(self._period)))
        by_change = _column(self._view, options["updated_column"]) if options["updated_column"] else None
        if by_change is not None and self._since is not None:
            query = query.where(cast(by_change, Text) >= self._since.isoformat(" ", "seconds"))
        return query

    def _of_stream(self) -> Iterator[Any]:
        """What makes a row one of the stream's: its codes as departments write them, or those of no other stream.

        A value nobody expected belongs to the stream that takes the rest, so that each row is in one stream.
        """
        for stream in self._contract.streams:
            if stream.holds is None or (self._stream.holds is not None and stream != self._stream):
                continue
            name, codes = stream.holds
            if name not in self._columns_by_field():
                continue
            held = (code for code in self._contract.field(name).codes if code.code in codes)
            forms = {form for code in held for form in (code.code, code.label, *code.aliases)}
            written = func.trim(cast(self._columns_by_field()[name], Text))
            mine = func.coalesce(written, "").in_(sorted(forms))
            yield mine if stream == self._stream else ~mine

    def _note(self, count: int, in_bulk: bool) -> None:
        self.declared_rows, self.is_zero_report = count, count == 0
        self.facts["api"] |= {"declared_total": count, "complete": True, "pulls": 1, "pages": 1, "bulk": in_bulk}


def _reflected(session: Connection, view: str, schema: str | None) -> Table:
    """The view with its columns, found whatever its letter case; no columns when it does not exist."""
    for name in dict.fromkeys((view, view.lower(), view.upper())):
        try:
            columns = inspect(session).get_columns(name, schema=schema)
        except NoSuchTableError:
            continue
        return Table(name, MetaData(), *(Column(c["name"], c["type"]) for c in columns), schema=schema)
    return Table(view, MetaData(), schema=schema)


def _column(view: Table, wanted: str) -> Column | None:
    return next((column for column in view.columns if column.name.lower() == wanted.lower()), None)


def _matched(contract: Contract, view: Table) -> dict[str, Column]:
    """Field → column of the view, by the contract's source name, then its aliases."""
    found = {}
    for field in contract.fields:
        column = next((c for header in field.headers if (c := _column(view, header)) is not None), None)
        if column is not None:
            found[field.name] = column
    return found


def _header_facts(contract: Contract, view: Table) -> dict[str, Any]:
    matched = _matched(contract, view)
    options = contract.delivery.options
    known = {column.name for column in matched.values()}
    known |= {c.name for name in ("deleted_column", "period_column", "updated_column")
              if options[name] and (c := _column(view, options[name])) is not None}
    return {
        "header_count": len(view.columns),
        "unknown_headers": [column.name for column in view.columns if column.name not in known],
        "missing_headers": [field.name for field in contract.fields if field.name not in matched],
    }


def _spellings(period: str) -> list[str]:
    """How a period column may write the period: 2026-10, 202610, 2026/10, 2026年10月 …"""
    year, rest = period[:4], period[5:]
    if type_of(period) == "month":
        month = bounds(period)[0].month
        return [period, f"{year}{rest}", f"{year}/{rest}", f"{year}.{rest}", f"{year}年{rest}月", f"{year}年{month}月"]
    return [period, period.replace("-", "")]


def _as_local(moment: Any) -> datetime:
    """The clock query's answer as wall time without zone."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=None)
    try:
        return datetime.fromisoformat(str(moment)).replace(tzinfo=None)
    except ValueError:
        raise SettingsError(f"the connection's clock query gave {moment!r}, expected a timestamp") from None


@contextmanager
def _source_errors(connection: SqlConnection) -> Iterator[None]:
    """Driver errors as ours: refused, unreachable, or the server's own fault. The password never shows."""
    try:
        yield
    except DBAPIError as error:
        where, said = make_url(connection.url).render_as_string(hide_password=True), str(error.orig).strip()
        if any(words in said.lower() for words in _REFUSED):
            raise UnauthorisedError(f"{where}: {said}", fix="check the account of the connection") from error
        if error.connection_invalidated or _never_connected(error):
            raise UnreachableError(f"{where}: {said}") from error
        raise ServerFaultError(f"{where}: {said}") from error


def _never_connected(error: DBAPIError) -> bool:
    """Errors of connecting carry no statement."""
    return error.statement is None

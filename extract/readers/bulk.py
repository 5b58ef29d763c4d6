"""Whole views as CSV bytes without a loop over rows in Python.

PostgreSQL gives CSV itself (COPY … TO STDOUT); MariaDB and MySQL are read by connectorx into Arrow batches,
which pyarrow writes as CSV. Both quote texts and leave nulls bare, so COPY reads them with NULL ''.
"""

from __future__ import annotations

import io
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, Select

NULL = ""
_CONNECTORX = {"mysql", "mariadb"}
_BATCH = 20_000
_BLOCK = 1 << 18


def can_read(engine: Engine) -> bool:
    """Whether there is a bulk way for this database and its driver."""
    return engine.dialect.name in _CONNECTORX or (engine.dialect.name, engine.driver) == ("postgresql", "psycopg")


def read(session: Connection, query: Select) -> Iterator[bytes]:
    """The query's rows as CSV bytes.

    Args:
        session: an open connection; PostgreSQL is read inside its transaction.
        query: selects text only.
    """
    statement = str(query.compile(session.engine, compile_kwargs={"literal_binds": True}))
    if session.dialect.name in _CONNECTORX:
        return _by_connectorx(session, statement)
    return _by_copy(session, statement)


def _by_copy(session: Connection, statement: str) -> Iterator[bytes]:
    session.exec_driver_sql("select 1")  # begins the transaction with the isolation that was asked for
    # A literal % was doubled for the driver's parameters, which COPY does not have.
    statement = statement.replace("%%", "%")
    with (
        session.connection.driver_connection.cursor() as cursor,
        cursor.copy(f"copy ({statement}) to stdout (format csv, force_quote *)") as rows,
    ):
        buffer, size = [], 0
        for row in rows:
            buffer.append(row)
            size += len(row)
            if size > _BLOCK:
                yield b"".join(buffer)
                buffer, size = [], 0
        if buffer:
            yield b"".join(buffer)


def _by_connectorx(session: Connection, statement: str) -> Iterator[bytes]:
    import connectorx
    from pyarrow import csv

    url = session.engine.url.set(drivername="mysql", query={}).render_as_string(hide_password=False)
    batches = connectorx.read_sql(url, statement.replace("%%", "%"), return_type="arrow_stream", batch_size=_BATCH)
    layout = csv.WriteOptions(include_header=False)
    for batch in batches:
        out = io.BytesIO()
        csv.write_csv(batch, out, layout)
        yield out.getvalue()

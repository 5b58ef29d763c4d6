"""The account under which the office reads the agriculture database: views only, four sessions."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

READER = "demo_reader"
SESSIONS = 4


def reader_of(county: str = "") -> str:
    """Name of the reading account of a further county's bureau (empty: the first county's)."""
    return f"{READER}_{county}" if county else READER


def ensure_database(url: str) -> None:
    """Create the database that the URL names, where the server lacks it and the account may.

    The embedded server has the first county's from the start; an outside one may not.
    """
    target = make_url(url)
    try:
        probe = create_engine(target)
        with probe.connect():
            return
    except OperationalError as error:
        if not any(words in str(error.orig) for words in (
                f'database "{target.database}" does not exist', f"Unknown database '{target.database}'")):
            raise
    finally:
        probe.dispose()
    other = "postgres" if target.get_backend_name() == "postgresql" else ""
    engine = create_engine(target.set(database=other), isolation_level="AUTOCOMMIT")
    with engine.connect() as session:
        session.execute(text(f"CREATE DATABASE {session.dialect.identifier_preparer.quote(target.database)}"))
    engine.dispose()


def ensure_reader(session: Connection, reader: str, password: str) -> None:
    """Create the reading account or renew its password; rights on views follow when they are created."""
    secret = password.replace("'", "''")
    if session.dialect.name == "postgresql":
        known = session.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": reader})
        verb = "ALTER" if known else "CREATE"
        session.exec_driver_sql(f"{verb} ROLE {reader} LOGIN PASSWORD '{secret}' CONNECTION LIMIT {SESSIONS}")
        database = session.scalar(text("SELECT current_database()"))
        quoted = session.dialect.identifier_preparer.quote(database)
        session.exec_driver_sql(f"GRANT CONNECT ON DATABASE {quoted} TO {reader}")
        session.exec_driver_sql(f"ALTER ROLE {reader} SET timezone = 'Asia/Shanghai'")
        session.exec_driver_sql(f"ALTER DATABASE {quoted} CONNECTION LIMIT -1")
        return
    session.exec_driver_sql(f"CREATE USER IF NOT EXISTS {reader}@'%%'")
    session.exec_driver_sql(f"ALTER USER {reader}@'%%' IDENTIFIED BY '{secret}' WITH MAX_USER_CONNECTIONS {SESSIONS}")
    session.exec_driver_sql(f"ALTER USER {reader}@'%%' ACCOUNT UNLOCK")


def reader_url(owner: str, reader: str, password: str) -> str:
    """URL of the reading account on the owner's server."""
    return make_url(owner).set(username=reader, password=password).render_as_string(hide_password=False)


def shut_out(session: Connection, reader: str, *, unauthorised: bool) -> None:
    """Refuse new sessions of the reading account and end those that are open.

    PostgreSQL tells the two faults apart (log-in refused, or no connection left); MariaDB locks the account for
    both, as it has no other way to keep one account out.
    """
    if session.dialect.name == "postgresql":
        database = session.dialect.identifier_preparer.quote(session.scalar(text("SELECT current_database()")))
        let_in(session, reader)
        session.exec_driver_sql(f"ALTER ROLE {reader} NOLOGIN" if unauthorised
                                else f"ALTER DATABASE {database} CONNECTION LIMIT 0")
        session.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :name"),
                        {"name": reader})
        return
    session.exec_driver_sql(f"ALTER USER {reader}@'%%' ACCOUNT LOCK")
    session.exec_driver_sql(f"KILL USER {reader}")


def let_in(session: Connection, reader: str) -> None:
    """Undo `shut_out`."""
    if session.dialect.name == "postgresql":
        database = session.dialect.identifier_preparer.quote(session.scalar(text("SELECT current_database()")))
        session.exec_driver_sql(f"ALTER ROLE {reader} LOGIN")
        session.exec_driver_sql(f"ALTER DATABASE {database} CONNECTION LIMIT -1")
        return
    session.exec_driver_sql(f"ALTER USER {reader}@'%%' ACCOUNT UNLOCK")

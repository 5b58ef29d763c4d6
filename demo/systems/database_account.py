"""The account under which the office reads the agriculture database: views only, four sessions."""

from __future__ import annotations

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import OperationalError

READER = "demo_reader"
SESSIONS = 4


def ensure_database(url: str) -> None:
    """Create the database that the URL names, where the server lacks it and the account may.

    The embedded server has it from the start; an outside one may not.
    """
    target = make_url(url)
    if target.get_backend_name() != "postgresql":
        return
    try:
        probe = create_engine(target)
        with probe.connect():
            return
    except OperationalError as error:
        if f'database "{target.database}" does not exist' not in str(error.orig):
            raise
    finally:
        probe.dispose()
    engine = create_engine(target.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as session:
        session.execute(text(f"CREATE DATABASE {session.dialect.identifier_preparer.quote(target.database)}"))
    engine.dispose()


def ensure_reader(session: Connection, password: str) -> str:
    """Create the reading account or renew its password; rights on views follow when they are created.

    Returns:
        The account's name.
    """
    secret = password.replace("'", "''")
    if session.dialect.name == "postgresql":
        known = session.scalar(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": READER})
        verb = "ALTER" if known else "CREATE"
        session.exec_driver_sql(f"{verb} ROLE {READER} LOGIN PASSWORD '{secret}' CONNECTION LIMIT {SESSIONS}")
        database = session.scalar(text("SELECT current_database()"))
        quoted = session.dialect.identifier_preparer.quote(database)
        session.exec_driver_sql(f"GRANT CONNECT ON DATABASE {quoted} TO {READER}")
        session.exec_driver_sql(f"ALTER ROLE {READER} SET timezone = 'Asia/Shanghai'")
        session.exec_driver_sql(f"ALTER DATABASE {quoted} CONNECTION LIMIT -1")
        return READER
    session.exec_driver_sql(f"CREATE USER IF NOT EXISTS {READER}@'%%'")
    session.exec_driver_sql(f"ALTER USER {READER}@'%%' IDENTIFIED BY '{secret}' WITH MAX_USER_CONNECTIONS {SESSIONS}")
    session.exec_driver_sql(f"ALTER USER {READER}@'%%' ACCOUNT UNLOCK")
    return READER


def reader_url(owner: str, password: str) -> str:
    """URL of the reading account on the owner's server."""
    return make_url(owner).set(username=READER, password=password).render_as_string(hide_password=False)


def shut_out(session: Connection, *, unauthorised: bool) -> None:
    """Refuse new sessions of the reading account and end those that are open.

    PostgreSQL tells the two faults apart (log-in refused, or no connection left); MariaDB locks the account for
    both, as it has no other way to keep one account out.
    """
    if session.dialect.name == "postgresql":
        database = session.dialect.identifier_preparer.quote(session.scalar(text("SELECT current_database()")))
        let_in(session)
        session.exec_driver_sql(f"ALTER ROLE {READER} NOLOGIN" if unauthorised
                                else f"ALTER DATABASE {database} CONNECTION LIMIT 0")
        session.execute(text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = :name"),
                        {"name": READER})
        return
    session.exec_driver_sql(f"ALTER USER {READER}@'%%' ACCOUNT LOCK")
    session.exec_driver_sql(f"KILL USER {READER}")


def let_in(session: Connection) -> None:
    """Undo `shut_out`."""
    if session.dialect.name == "postgresql":
        database = session.dialect.identifier_preparer.quote(session.scalar(text("SELECT current_database()")))
        session.exec_driver_sql(f"ALTER ROLE {READER} LOGIN")
        session.exec_driver_sql(f"ALTER DATABASE {database} CONNECTION LIMIT -1")
        return
    session.exec_driver_sql(f"ALTER USER {READER}@'%%' ACCOUNT UNLOCK")

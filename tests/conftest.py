"""Shared fixtures: a real embedded PostgreSQL for the session, a fresh warehouse database where a test asks for one."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from warehouse import connection, roles, server, settings, setup

TEMPLATE = "warehouse_template"


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With SKIPS_FAIL=1 a skipped test (a server that is not installed) fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SKIPS_FAIL") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@dataclass(frozen=True)
class Warehouse:
    """A database of its own with every role, schema, ledger and raw table, and no rows."""

    database: str
    home: Path

    def connect(self, role: str = "transformer", **options: bool) -> psycopg.Connection:
        """A connection as one of the warehouse's roles."""
        return connection.connect(role, **options)


def _reload_settings() -> None:
    settings.load.cache_clear()
    connection.engine.cache_clear()


@pytest.fixture(scope="session")
def warehouse_home() -> Iterator[Path]:
    """Home of the session's server, set up once; every OS user may pass to it, as the server's user must."""
    home = Path(tempfile.mkdtemp(prefix="food-safety-tests-", dir="/var/tmp"))
    home.chmod(0o755)
    previous = os.environ.get("WAREHOUSE_HOME")
    os.environ["WAREHOUSE_HOME"] = str(home)
    _reload_settings()
    setup.prepare()
    # A test may work on the session's own database; what fresh ones are copied from stays untouched.
    with connection.connect("postgres", autocommit=True, database="postgres") as admin:
        admin.execute(sql.SQL("create database {} template warehouse").format(sql.Identifier(TEMPLATE)))
    yield home
    server.stop(settings.load())
    shutil.rmtree(home, ignore_errors=True)
    if previous is None:
        del os.environ["WAREHOUSE_HOME"]
    else:
        os.environ["WAREHOUSE_HOME"] = previous
    _reload_settings()


def _fresh_database(home: Path) -> Iterator[Warehouse]:
    """A copy of the prepared, empty warehouse, dropped afterwards."""
    name = f"test_{uuid.uuid4().hex[:10]}"
    with connection.connect("postgres", autocommit=True, database="postgres") as admin:
        admin.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    previous = os.environ.get("WAREHOUSE_DATABASE")
    os.environ["WAREHOUSE_DATABASE"] = name
    _reload_settings()
    with connection.connect("postgres") as admin:
        roles.grant_database(admin)
    yield Warehouse(name, home)
    if previous is None:
        del os.environ["WAREHOUSE_DATABASE"]
    else:
        os.environ["WAREHOUSE_DATABASE"] = previous
    _reload_settings()
    with connection.connect("postgres", autocommit=True, database="postgres") as admin:
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def warehouse(warehouse_home: Path) -> Iterator[Warehouse]:
    """A fresh warehouse for one test."""
    yield from _fresh_database(warehouse_home)


@pytest.fixture(scope="module")
def module_warehouse(warehouse_home: Path) -> Iterator[Warehouse]:
    """A fresh warehouse shared by the tests of one module."""
    yield from _fresh_database(warehouse_home)

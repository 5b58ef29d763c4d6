"""Shared fixtures: a real embedded PostgreSQL for the session, a fresh warehouse database where a test asks for one."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from psycopg import sql
from warehouses import EMPTY, Warehouse, copied, setting
from xdist.scheduler import LoadScopeScheduling

from warehouse import connection, server, settings, setup

#: Under this name a test's report carries tables to print at the end.
TABLE = "table"


class FolderByFolder(LoadScopeScheduling):
    """Workers take whole folders in the order of collection: what a folder's tests share is made once."""

    def _split_scope(self, nodeid: str) -> str:
        return nodeid.split("/")[1]


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> FolderByFolder:
    """Which worker runs what, where `-n` asks for several."""
    config.option.loadscopereorder = False
    return FolderByFolder(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tables that tests have shown, such as recall and precision per rule."""
    for report in terminalreporter.getreports("passed") + terminalreporter.getreports("failed"):
        for title, lines in (value for name, value in report.user_properties if name == TABLE):
            terminalreporter.section(title)
            terminalreporter.write_line(lines)


@pytest.fixture
def show_table(record_property: Callable[[str, object], None]) -> Callable[[str, pd.DataFrame], None]:
    """A function that prints a table under a title when the tests have ended."""
    def show(title: str, table: pd.DataFrame) -> None:
        record_property(TABLE, (title, table.to_string(index=False, float_format="{:.2f}".format)))

    return show


def pytest_sessionfinish(session: pytest.Session) -> None:
    """With SKIPS_FAIL=1 a skipped test (a server that is not installed) fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("SKIPS_FAIL") == "1" and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def warehouse_home() -> Iterator[Path]:
    """Home of the session's server, set up once; every OS user may pass to it, as the server's user must."""
    home = Path(tempfile.mkdtemp(prefix="food-safety-tests-", dir="/var/tmp"))
    home.chmod(0o755)
    with setting("WAREHOUSE_HOME", str(home)):
        setup.prepare()
        # A test may work on the session's own database; what fresh ones are copied from stays untouched.
        with connection.connect("postgres", autocommit=True, database="postgres") as admin:
            admin.execute(sql.SQL("create database {} template warehouse").format(sql.Identifier(EMPTY)))
        yield home
        server.stop(settings.load())
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def warehouse(warehouse_home: Path) -> Iterator[Warehouse]:
    """A fresh warehouse for one test."""
    with copied(warehouse_home) as own:
        yield own


@pytest.fixture(scope="module")
def module_warehouse(warehouse_home: Path) -> Iterator[Warehouse]:
    """A fresh warehouse shared by the tests of one module."""
    with copied(warehouse_home) as own:
        yield own

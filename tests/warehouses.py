"""Databases of the tests' server, and the deployment that a test runs in."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from warehouse import connection, roles, settings

#: What an empty warehouse is copied from.
EMPTY = "warehouse_template"


@dataclass(frozen=True)
class Warehouse:
    """A database of its own with every role, schema, ledger and raw table."""

    database: str
    home: Path

    def connect(self, role: str = "transformer", **options: bool) -> psycopg.Connection:
        """A connection as one of the warehouse's roles."""
        return connection.connect(role, **options)


def _reload_settings() -> None:
    """Have the next reader of settings read the environment again."""
    settings.load.cache_clear()
    connection.engine.cache_clear()


@contextmanager
def setting(name: str, value: str) -> Iterator[None]:
    """An environment variable, as it was before afterwards."""
    previous = os.environ.get(name)
    os.environ[name] = value
    _reload_settings()
    try:
        yield
    finally:
        if previous is None:
            del os.environ[name]
        else:
            os.environ[name] = previous
        _reload_settings()


@contextmanager
def copied(home: Path, template: str = EMPTY) -> Iterator[Warehouse]:
    """A copy of a database, in which everything works until it is dropped."""
    with _created(template) as name, setting("WAREHOUSE_DATABASE", name):
        yield Warehouse(name, home)


@contextmanager
def prepared(fill: Callable[[], None]) -> Iterator[str]:
    """Name of a database to copy, which `fill` filled."""
    with _created(EMPTY) as name:
        with setting("WAREHOUSE_DATABASE", name):
            fill()
        yield name


@contextmanager
def _created(template: str) -> Iterator[str]:
    name = f"test_{uuid.uuid4().hex[:10]}"
    # Nobody may be connected to what is copied.
    _administer("select pg_terminate_backend(pid) from pg_stat_activity where datname = {}", sql.Literal(template))
    _administer("create database {} template {}", sql.Identifier(name), sql.Identifier(template))
    with connection.connect("postgres", database=name) as admin:
        roles.grant_database(admin)
    yield name
    _administer("drop database {} with (force)", sql.Identifier(name))


def _administer(statement: str, *names: sql.Composable) -> None:
    with connection.connect("postgres", autocommit=True, database="postgres") as admin:
        admin.execute(sql.SQL(statement).format(*names))

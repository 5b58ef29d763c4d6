"""A database of the benchmark's own on the warehouse's server, dropped afterwards; the warehouse is not touched."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import sql

from warehouse import connection, server, settings, setup


@contextmanager
def database() -> Iterator[str]:
    """Name of an empty, prepared warehouse database; the server is stopped again if it was not running."""
    values = settings.load()
    was_running = not values.embedded or server.is_running(values)
    if values.embedded:
        server.ensure_running(values)
    name, previous = f"bench_{uuid.uuid4().hex[:8]}", os.environ.get("WAREHOUSE_DATABASE")
    _administer("create database {}", name)
    try:
        _use(name)
        setup.prepare()
        yield name
    finally:
        _use(previous)
        _administer("drop database {} with (force)", name)
        if not was_running:
            server.stop(settings.load())


def _use(name: str | None) -> None:
    """Point this process at a database."""
    if name is None:
        os.environ.pop("WAREHOUSE_DATABASE", None)
    else:
        os.environ["WAREHOUSE_DATABASE"] = name
    settings.load.cache_clear()
    connection.engine.cache_clear()


def _administer(statement: str, name: str) -> None:
    settings.load.cache_clear()
    with connection.connect("postgres", autocommit=True, database="postgres") as admin:
        admin.execute(sql.SQL(statement).format(sql.Identifier(name)))

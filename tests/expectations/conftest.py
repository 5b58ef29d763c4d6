"""A warehouse whose layers are empty tables, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from rule_scratch import create_layers


@pytest.fixture(scope="session")
def layers(warehouse_home) -> None:
    """Layers in the session's own warehouse database; every test rolls back what it puts in."""
    from warehouse.connection import connect

    with connect("postgres") as connection:
        create_layers(connection)


@pytest.fixture
def connection(layers) -> Iterator[psycopg.Connection]:
    """A transaction that is rolled back."""
    from warehouse.connection import connect

    with connect("postgres") as opened:
        yield opened
        opened.rollback()

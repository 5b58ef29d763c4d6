"""A warehouse whose layers are empty tables, shared by the tests of this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from rule_scratch import Filler, create_layers

import contracts
from warehouse.connection import connect

#: Tables that the judge writes or reads beside the layers.
LEDGERS = (
    "submission_ledger", "attempt", "absence", "judging", "row_judgement", "judgement", "row_violation",
    "quarantine", "submission_verdict", "quarantine_verdict", "finding", "finding_seen", "finding_reply",
    "waiver", "check_run", "expected_submission",
)


@pytest.fixture(scope="session")
def layers(warehouse_home) -> None:
    """Layers in the session's own warehouse database; every test rolls back what it puts in."""
    with connect("postgres") as connection:
        create_layers(connection)


@pytest.fixture
def connection(layers) -> Iterator[psycopg.Connection]:
    """A transaction that is rolled back."""
    with connect("postgres") as opened:
        yield opened
        opened.rollback()


@pytest.fixture(scope="module")
def judged_warehouse(module_warehouse) -> Any:
    with connect("postgres") as connection:
        create_layers(connection)
        for schema in ("staging", "intermediate", "reference", "quality", "raw"):
            connection.execute(f"grant select on all tables in schema {schema} to transformer")
    return module_warehouse


@pytest.fixture
def fill(judged_warehouse) -> Iterator[Callable[..., None]]:
    """Puts rows into empty layers and commits."""
    with connect("postgres") as connection:
        tables = [f"quality.{name}" for name in LEDGERS]
        for contract in contracts.load_all():
            tables += [
                f"staging.{contract.staging_model}",
                f"intermediate.int_{contract.table}_rows",
                f"raw.{contract.table}",
            ]
        connection.execute(f"truncate {', '.join(tables)}")
        connection.commit()
        filler = Filler(connection)

        def put(**rows: Any) -> None:
            filler.fill(rows)
            connection.execute("delete from quality.judging")
            connection.commit()

        yield put

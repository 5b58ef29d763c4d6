"""The whole way: what the systems show, read and staged by the warehouse itself, is what the departments hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import plain_reading
import psycopg
import pytest
import small_world

from contracts import Contract, Field
from demo import systems
from demo.systems.dirt import NAME_FIELDS, clean_values
from extract.ingest import ingest
from extract.landing import Landing
from warehouse import dbt, deployment

pytestmark = pytest.mark.e2e
MARKS = ("_k01", "_k03", "_k05", "_k06", "_k07")
NOW = datetime(2026, 11, 17, 10)


@pytest.fixture(scope="module")
def staged(module_warehouse) -> Iterator[tuple[psycopg.Connection, small_world.SmallWorld]]:
    """The small world delivered, landed and staged."""
    world = small_world.build(120)
    systems.start(world, module_warehouse.home, "2026-11-16T06:00")
    try:
        dbt.seed()
        county = deployment.load().counties[0]
        with Landing.open() as landing:
            for contract in small_world.known().values():
                ingest(contract, county, NOW, datetime(2026, 11, 16, 6), landing)
        dbt.build("tag:land", tests=False)
        with module_warehouse.connect() as connection:
            yield connection, world
    finally:
        systems.stop(module_warehouse.home)


def _staged_rows(connection: psycopg.Connection, contract: Contract, period: str | None) -> list[dict[str, Any]]:
    """Rows of one period's submission (any period where the dataset has none)."""
    cursor = connection.cursor(row_factory=psycopg.rows.dict_row)
    return cursor.execute(
        f"""select staged.* from staging.{contract.staging_model} as staged
            join quality.submission_ledger as ledger on ledger.submission_id = staged._submission_id
            where not staged._is_total and (%(period)s::text is null or ledger.period = %(period)s)
                and ledger.received_at = (
                    select max(newest.received_at) from quality.submission_ledger as newest
                    where newest.dataset = ledger.dataset
                        and (%(period)s::text is null or newest.period = ledger.period))
        """, {"period": period}).fetchall()


def _comparable(value: Any, item: Field) -> Any:
    if value is None:
        return None
    if item.identifier == "region_code":
        return re.sub("(000){1,2}$", "", value)
    if item.logical_type == "date":
        return date(value.year, value.month, value.day)
    if item.logical_type in ("integer", "number"):
        return Decimal(str(value)).normalize()
    if item.name in NAME_FIELDS:
        return plain_reading.name(value, "川安县")
    return plain_reading.folded(value) if isinstance(value, str) else value


@pytest.mark.parametrize("dataset", sorted(small_world.known()))
def test_staged_values_are_the_departments_values_and_nothing_was_unreadable(staged, dataset):
    connection, world = staged
    contract, frame = small_world.known()[dataset], world.frames[dataset]
    periods = sorted(frame["_period"].dropna().unique()) or [None]
    for period in periods:
        held = frame if period is None else frame[frame["_period"] == period]
        rows = _staged_rows(connection, contract, period)
        assert len(rows) == len(held)
        assert [(row[mark], row["_row_key"]) for row in rows for mark in MARKS if row[mark]] == []
        for item in contract.fields:
            found = sorted(repr(_comparable(row[item.name], item)) for row in rows)
            assert found == sorted(repr(_comparable(value, item)) for value in clean_values(held[item.name])), item.name

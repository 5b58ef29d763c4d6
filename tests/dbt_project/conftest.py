"""A warehouse of this folder's two-township county, with every model built at one cut-off."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from warehouses import Warehouse, copied, prepared, setting

from warehouse import dbt

CUTOFF = datetime(2026, 11, 24, 10)
EVERYTHING = "tag:land tag:build tag:publish tag:explain"
DEPLOYMENT = str(Path(__file__).parent / "deployment")


def _fill() -> None:
    with setting("DEPLOYMENT", DEPLOYMENT):
        dbt.seed()
        dbt.build(EVERYTHING, cutoff=CUTOFF)


@pytest.fixture(scope="session")
def built(warehouse_home: Path) -> Iterator[str]:
    """Name of a database that was seeded and built while nothing had been delivered: modules copy it."""
    with prepared(_fill) as name:
        yield name


@pytest.fixture(scope="module")
def built_warehouse(warehouse_home: Path, built: str) -> Iterator[Warehouse]:
    """The module's copy of it."""
    with copied(warehouse_home, built) as own, setting("DEPLOYMENT", DEPLOYMENT):
        yield own

"""A warehouse of this folder's own deployment, with its reference data loaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from warehouses import copied, prepared, setting

from warehouse import dbt

DEPLOYMENT = str(Path(__file__).parent / "deployment")


def _fill() -> None:
    with setting("DEPLOYMENT", DEPLOYMENT):
        dbt.seed()


@pytest.fixture(scope="session")
def seeded(warehouse_home: Path) -> Iterator[str]:
    """Name of a database with regions, codes and units of tests/contracts/deployment: modules copy it."""
    with prepared(_fill) as name:
        yield name


@pytest.fixture(scope="module")
def seeded_warehouse(warehouse_home: Path, seeded: str) -> Iterator[None]:
    """The module's warehouse with its reference data."""
    with copied(warehouse_home, seeded), setting("DEPLOYMENT", DEPLOYMENT):
        yield

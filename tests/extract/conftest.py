"""Fixtures of the extract tests: a landing into a fresh warehouse, a small platform, small workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

import contracts
from contracts import Contract
from extract.archive import Archive
from extract.landing import Landing
from tests.extract.tiny_platform import Platform
from warehouse.deployment import County

ARRIVED = datetime(2026, 11, 23, 9, 30)


@pytest.fixture(scope="session")
def by_dataset() -> dict[str, Contract]:
    """The project's own contracts."""
    return {contract.dataset: contract for contract in contracts.load_all()}


@pytest.fixture
def warehouse(module_warehouse, by_dataset):
    """The module's warehouse without any row; emptying it is much quicker than a database per test."""
    with module_warehouse.connect("postgres", autocommit=True) as connection:
        for contract in by_dataset.values():
            connection.execute(f"delete from {contract.raw_table}")
        for table in ("submission_ledger", "attempt", "absence"):
            connection.execute(f"delete from quality.{table}")
    return module_warehouse


@pytest.fixture
def landing(warehouse, tmp_path: Path) -> Iterator[Landing]:
    """A landing as the loader, with an archive of its own."""
    with Landing(warehouse.connect("loader", autocommit=True), Archive(tmp_path / "archive")) as opened:
        yield opened


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A platform on 127.0.0.1 whose habits a test may set."""
    with Platform() as running:
        yield running


@pytest.fixture
def inbox_folder(tmp_path: Path) -> Path:
    """An empty inbox."""
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def county(platform: Platform, inbox_folder: Path) -> County:
    """A county whose platform and inboxes are the test's own."""
    connections = {
        "market_supervision": platform.connection(),
        "animal_husbandry": {"folder": str(inbox_folder)},
        "food_safety_office": {"folder": str(inbox_folder)},
    }
    return County("620899", "川安县", "62", "2026-W38", connections)

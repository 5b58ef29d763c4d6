"""A warehouse of this folder's two-township county, with every model built at one cut-off."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from warehouse import dbt, settings

CUTOFF = datetime(2026, 11, 24, 10)
EVERYTHING = "tag:land tag:build tag:publish tag:explain"


@pytest.fixture(scope="module")
def built_warehouse(module_warehouse) -> Iterator[object]:
    """The module's warehouse, seeded and built while nothing has been delivered yet."""
    previous = os.environ.get("DEPLOYMENT")
    os.environ["DEPLOYMENT"] = str(Path(__file__).parent / "deployment")
    settings.load.cache_clear()
    dbt.seed()
    dbt.build(EVERYTHING, cutoff=CUTOFF)
    yield module_warehouse
    if previous is None:
        del os.environ["DEPLOYMENT"]
    else:
        os.environ["DEPLOYMENT"] = previous
    settings.load.cache_clear()

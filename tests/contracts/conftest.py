"""A warehouse of this folder's own deployment, with its reference data loaded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse import dbt, settings


@pytest.fixture(scope="module")
def seeded_warehouse(module_warehouse) -> Iterator[None]:
    """The module's warehouse with regions, codes and units of tests/contracts/deployment."""
    previous = os.environ.get("DEPLOYMENT")
    os.environ["DEPLOYMENT"] = str(Path(__file__).parent / "deployment")
    settings.load.cache_clear()
    dbt.seed()
    yield
    if previous is None:
        del os.environ["DEPLOYMENT"]
    else:
        os.environ["DEPLOYMENT"] = previous
    settings.load.cache_clear()

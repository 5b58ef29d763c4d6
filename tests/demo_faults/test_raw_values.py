"""`World.raw_values`: what a typed frame cannot hold reaches the systems verbatim, in every version of its record."""

from __future__ import annotations

import pandas as pd
import pytest

from demo.systems import database_schema
from demo.systems.dirt import Dirt, raw_of
from demo.world import schema

RAW = [
    ("AG01", 1, "area_mu", "35 垧", None),
    ("AG01", 1, "sector", "不详", pd.Timestamp("2026-02-01")),
    ("MS01", 1, "employees", "若干", None),
]


@pytest.fixture
def producers() -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "producer_id": ["NCP1", "NCP2", "NCP2"],
            "sector": "种植",
            "area_mu": [1.5, 2.5, 3.5],
            "_from": pd.to_datetime(["2026-01-01", "2026-01-01", "2026-02-01"]),
        }
    )
    return schema.framed(rows, "AG01")


def test_a_verbatim_value_shows_in_the_versions_of_its_record_and_nowhere_else(producers: pd.DataFrame) -> None:
    plain = Dirt(schema.contract("AG01"), 7, "sql").frame(producers)
    shown = Dirt(schema.contract("AG01"), 7, "sql", raw=raw_of("AG01", RAW)).frame(producers)
    assert shown["area_mu"] == [plain["area_mu"][0], "35 垧", "35 垧"]
    assert shown["sector"] == [plain["sector"][0], plain["sector"][1], "不详"]
    assert {name for name in shown if shown[name] != plain[name]} == {"area_mu", "sector"}


def test_the_database_keeps_a_column_with_verbatim_values_as_text(producers: pd.DataFrame) -> None:
    contract = schema.contract("AG01")
    assert "area_mu" in database_schema.plan(contract, producers).typed
    assert "area_mu" not in database_schema.plan(contract, producers, {"area_mu"}).typed

"""A small hand-made world of the shape that the demo's systems take: every dataset, two weeks, some versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

import contracts
from contracts import Contract, Field

SEED = 7
COUNTY = "620899"
WEEKS = ("2026-W45", "2026-W46")
BEFORE = datetime(2026, 1, 5, 9)
DEPLOYMENT = Path(__file__).parents[2] / "demo" / "deployment"
TOWNSHIPS = ("620899100", "620899101", "620899205")
VILLAGE = "620899001001"
ARRIVALS = {"2026-W45": datetime(2026, 11, 9, 9, 30), "2026-W46": datetime(2026, 11, 16, 10, 15)}


@dataclass
class FileDelivery:
    """The fields of `demo.world.model.Delivery`."""

    dataset: str
    period: str
    received_at: datetime
    stream: str = "main"
    revision: int = 1
    content: str = "data"
    defects: dict[str, Any] = field(default_factory=dict)


@dataclass
class SmallWorld:
    """The attributes of `demo.world.model.World` that the systems use."""

    frames: dict[str, pd.DataFrame]
    deliveries: list[FileDelivery] = field(default_factory=list)
    outages: list[tuple] = field(default_factory=list)
    seed: int = SEED
    county: str = COUNTY
    first_week: str = WEEKS[0]
    deployment: Path = DEPLOYMENT


@cache
def known() -> dict[str, Contract]:
    """Contracts by dataset."""
    return {contract.dataset: contract for contract in contracts.load_all()}


def frame(contract: Contract, rows: int = 120, **columns: list[Any]) -> pd.DataFrame:
    """A canonical frame: typed values derived from the row's number, with a null in every seventh optional value.

    Rows of period datasets alternate between the two weeks; `columns` replace generated ones.
    """
    periods = [_period(contract, row) for row in range(rows)]
    data: dict[str, Any] = {item.name: [_value(item, contract, row, periods[row]) for row in range(rows)]
                            for item in contract.fields}
    data |= columns
    result = pd.DataFrame({item.name: _typed(item, data[item.name]) for item in contract.fields})
    result["_from"] = pd.Series([pd.Timestamp(BEFORE)] * rows).astype("datetime64[s]")
    result["_to"] = pd.Series([pd.NaT] * rows).astype("datetime64[s]")
    result["_period"] = pd.Series(periods, dtype="str")
    result["_sheet"] = pd.Series([TOWNSHIPS[row % len(TOWNSHIPS)] for row in range(rows)], dtype="str")
    result["_key"] = range(rows)
    return result


def _period(contract: Contract, row: int) -> str | None:
    if contract.mode != "period":
        return None
    rarer = {"month": "2026-10", "quarter": "2026-Q3", "half": "2026-H1"}
    return rarer.get(contract.streams[0].period_type, WEEKS[row % 2])


def _typed(item: Field, values: list[Any]) -> pd.Series:
    kind = {"date": "datetime64[s]", "timestamp": "datetime64[s]", "integer": "Int64", "number": "float64",
            "boolean": "boolean"}.get(item.logical_type, "str")
    series = pd.Series(values, dtype=object)
    return series.where(series.notna(), None).astype(kind)


def _value(item: Field, contract: Contract, row: int, period: str | None) -> Any:
    if not item.required and row % 7 == 3:
        return None
    if item.codes:
        return item.codes[row % len(item.codes)].code
    special = _special(item, row, period)
    if special is not None:
        return special
    if item.logical_type == "date":
        return _day(row, period)
    if item.logical_type == "timestamp":
        return datetime.combine(_day(row, period), datetime.min.time()) + timedelta(hours=8, seconds=row * 37)
    if item.logical_type == "integer":
        return row * 131 % 40_000
    if item.logical_type == "number":
        scale = 2 if item.scale is None else item.scale
        return round(row * 1_317.25 % min(90_000, 10 ** ((item.precision or 9) - scale)), scale)
    if item.logical_type == "boolean":
        return row % 3 == 0
    if item.name in contract.key:
        return f"{contract.dataset}{row:05d}"
    if item.name in ("entity_name", "name", "holder_name"):
        return ("川安县丰禾面粉有限公司", "川安县陇源肉制品有限责任公司（清真）", "李记小吃店")[row % 3] + str(row)
    return f"{item.label}{row % 17}甲"


def _special(item: Field, row: int, period: str | None) -> str | None:
    if item.identifier == "region_code":
        return (*(code + "000" for code in TOWNSHIPS), VILLAGE)[row % 4]
    if item.identifier == "phone":
        return f"139{row:08d}"
    if item.identifier == "stat_week":
        return period or WEEKS[0]
    if item.identifier == "stat_month":
        return "202610"
    return "2026-Q4" if item.identifier == "stat_quarter" else None


def _day(row: int, period: str | None) -> date:
    start = {"2026-W45": date(2026, 11, 2), "2026-W46": date(2026, 11, 9)}.get(period or "", date(2026, 3, 1))
    return start + timedelta(days=row % 7)


def build(rows: int = 120) -> SmallWorld:
    """Frames of all datasets, and one file per week (or one in all) of every dataset that is filed."""
    all_contracts = known()
    world = SmallWorld({dataset: frame(contract, rows) for dataset, contract in all_contracts.items()})
    world.frames["FS02"]["level"] = [("县", "乡", "村", "乡")[row % 4] for row in range(rows)]
    # A category's items stand together, as its merged cells want it.
    world.frames["FS10"]["kind"] = [("基本项", "加分项")[row >= rows // 2] for row in range(rows)]
    for dataset, contract in all_contracts.items():
        if contract.delivery.form != "file":
            continue
        rarer = {"week": WEEKS, "month": ("2026-10",), "quarter": ("2026-Q3",), "half": ("2026-H1",)}
        periods = rarer[contract.streams[0].period_type]
        arrivals = {period: ARRIVALS.get(period, datetime(2026, 11, 6, 16)) for period in periods}
        world.deliveries += [FileDelivery(dataset, period, moment) for period, moment in arrivals.items()]
    return world

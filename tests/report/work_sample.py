"""A county's work report made by hand: the catalogue as it is, and one value per figure that the text names."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from report_register import CUTOFF, WEEK

from report import figures
from report.model import TOTAL_ROW, Indicator, Provenance, Value
from report.work import claims
from report.work.model import Source, WorkData
from report.work.prose import PLACE
from report.work.readings import read

SEEDS = Path(__file__).parents[2] / "dbt_project" / "seeds"
#: What a figure is worth where nobody says otherwise; rates are full.
WORTH = {"R04": 4450, "R05": 1150, "C07": "320.5", "A12": 312, "U05": 23456, "P04": "88.32", "P02": 96, "P03": 92,
         "A11": 5200, "Q11": 3, "U07": "86.4"}


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one seed of the project."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def indicators() -> tuple[Indicator, ...]:
    """The project's own catalogue."""
    inputs: dict[str, dict[str, None]] = {}
    for row in rows("indicator_input"):
        inputs.setdefault(row["indicator_code"], {})[row["dataset"]] = None
    return tuple(
        Indicator(row["indicator_code"], row["indicator_name"], row["unit"], row["direction"],
                  Decimal(row["target"]) if row["target"] else None, row["owner"],
                  tuple(inputs.get(row["indicator_code"], ())), row["period_scope"] == "current",
                  row["cumulative_period_type"], row["period_type"])
        for row in rows("indicator"))


def asked() -> set[tuple[str, str, bool]]:
    """(indicator, group, of the year) of every figure that the text or a claim names."""
    found = {(code, one.breakdown, one.is_yearly) for one in figures.load() for code in one.indicators}
    found |= {(code, TOTAL_ROW, False) for one in figures.load() for code in one.also}
    for claim in claims.load():
        found |= {(test.indicator, test.breakdown, False) for test in claim.tests}
        for place in PLACE.findall(claim.claim + claim.fact):
            code, _, group = place.partition(".")
            found |= {(code, group or TOTAL_ROW, False)} if group != claims.PERIOD else set()
    return found


def values() -> tuple[Value, ...]:
    """One trusted value for the period due of everything that is asked."""
    empty = data(values=())
    return tuple(_value(empty, *one) for one in sorted(asked()))


def _value(empty: WorkData, code: str, group: str, yearly: bool) -> Value:
    reading = read(empty, code, group, yearly=yearly)
    unit = {"罚没款": "万元", "快检不合格率": "%"}.get(group, reading.unit)
    worth = Decimal(WORTH.get(code, 100 if unit == "%" else 12))
    kind = "year" if yearly else empty.indicator(code).period_type
    below = Decimal(100) if unit == "%" else None
    return Value(code, kind, reading.period, worth, below, worth, "可信", breakdown=group, unit=unit)


def data(**given) -> WorkData:
    """A week in which every figure is there and every claim holds; anything may be given."""
    facts = {"county_code": "620899", "county_name": "川安县", "week": WEEK, "cutoff": CUTOFF,
             "provenance": Provenance("9f2c" * 16, "ab41" * 16, "0.1.0+3fa9c1d2e4"), "indicators": indicators(),
             "market": "城东综合市场", "datasets": {"FS02": "包保关系", "FS01": "包保干部名册"}}
    if "values" not in given:
        facts["values"] = values()
    return WorkData(**{**facts, **given})


def changed(code: str, group: str = TOTAL_ROW, **change) -> WorkData:
    """The same week with one figure changed; value=None takes its number away."""
    if change.get("value") is not None:
        change["value"] = Decimal(str(change["value"]))
    return data(values=tuple(
        replace(value, **change) if (value.indicator, value.breakdown) == (code, group) else value
        for value in values()))


def without(code: str) -> WorkData:
    """The same week with no value of one indicator."""
    return data(values=tuple(value for value in values() if value.indicator != code))


def source(number: int, indicator: str = "R04", dataset: str = "FS02") -> Source:
    """One submission behind a weekly indicator."""
    return Source(indicator, "week", str(WEEK), dataset, f"620899-{dataset}-{number:04d}", str(WEEK), number,
                  datetime(2026, 11, 23, 9), 4450)

"""The figures of the county report, read from figures.yaml and checked on reading."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml

from report.errors import ReportError
from report.model import TOTAL_ROW

FILE = Path(__file__).with_name("figures.yaml")
COUNT = 28


@dataclass(frozen=True)
class Figure:
    """One figure of the county report: its number, its phrase and where its value comes from.

    `period` is `year` where the figure is of the calendar year reported on, empty where the indicator's own period
    serves; `takes` is `period` where the period itself is the figure (the fiscal year of the funds).

    Raises:
        ReportError: it names neither indicators nor a fixed value.
    """

    s: str
    phrase: str
    unit: str
    indicators: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    word: str = ""
    period: str = ""
    breakdown: str = TOTAL_ROW
    takes: str = ""
    constant: int | None = None
    years_since: int | None = None

    def __post_init__(self) -> None:
        if not self.indicators and not self.is_fixed:
            raise ReportError(f"figure {self.s} names neither indicators nor a fixed value", fix=f"mend {FILE.name}")

    @property
    def is_yearly(self) -> bool:
        """Whether the figure is of the calendar year reported on."""
        return self.period == "year"

    @property
    def is_fixed(self) -> bool:
        """Whether the figure needs no dataset."""
        return self.constant is not None or self.years_since is not None

    def fixed(self, year: int) -> Decimal | None:
        """The value that needs no dataset: a constant, or the ordinal counted from a year; else None."""
        if self.years_since is not None:
            return Decimal(year - self.years_since)
        return None if self.constant is None else Decimal(self.constant)


@cache
def load(file: Path = FILE) -> tuple[Figure, ...]:
    """All figures in the order of the county report.

    Raises:
        ReportError: a figure is missing, doubled or wrongly declared.
    """
    figures = tuple(_figure(item) for item in yaml.safe_load(file.read_text(encoding="utf-8")))
    expected = [f"S{number:02d}" for number in range(1, COUNT + 1)]
    found = [figure.s for figure in figures]
    if found != expected:
        raise ReportError(f"{file.name} holds {found}, expected S01 to S{COUNT} once each and in order")
    return figures


def _figure(item: dict) -> Figure:
    fixed = item.pop("fixed", {})
    listed = {key: tuple(item.pop(key, ())) for key in ("indicators", "also")}
    try:
        return Figure(**item, **listed, constant=fixed.get("value"), years_since=fixed.get("years_since"))
    except TypeError as error:
        raise ReportError(f"figure {item.get('s')}: {error}", fix=f"mend {FILE.name}") from None

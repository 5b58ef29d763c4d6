"""The world: what every department's system holds at every moment, and what it sends when.

Canonical frames (`World.frames[dataset]`): one row per version of a record, columns

* every field of the dataset's contract, clean and typed (dates and moments as datetime64, whole numbers as Int64,
  other numbers as float64, yes/no as boolean, everything else as text; a missing value is NA);
* `_from`, `_to`: from when until (without) when the department's system holds this version; `_to` NaT = still.
  A version that ends without a successor was deleted in that system;
* `_period`: the reporting period a row belongs to in datasets of mode `period`, else missing;
* `_sheet`: the township (or plant's township, or budget year) whose sheet carries the row in workbooks of several
  sheets, else missing;
* `_key`: a serial number per record that all its versions share and that never changes: the handle for whoever
  plants faults, even when the fault is in the key fields.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from demo import calendar
from demo.errors import DemoError
from demo.world import schema

VARIANTS = ("clean", "ordinary", "faulted")
DATA, ZERO = "data", "zero"
STREAM = "main"


@dataclass
class Delivery:
    """One file that a department sends.

    Attributes:
        dataset: such as `AH04`.
        stream: the obligation within the dataset.
        period: the period that the file is for, such as `2026-W40`.
        revision: 1 for the first file of the period, 2 for its correction, …
        received_at: arrival, Asia/Shanghai wall time; the file shows what the system holds at that moment.
        content: `data`, or `zero` for a zero report.
        defects: what is wrong with the file as such (names of `demo.systems.defects.FileDefect` to parameters).
        accepted: whether the warehouse has to accept it; None: told by its defects (`demo.truth.known`).
    """

    dataset: str
    stream: str
    period: str
    revision: int
    received_at: datetime
    content: str = DATA
    defects: dict[str, Any] = field(default_factory=dict)
    accepted: bool | None = None


@dataclass
class World:
    """One simulated county over some weeks. Frames, deliveries and outages may be changed in place.

    Attributes:
        seed, variant: as asked for.
        first_week, last_week: ISO weeks of the first and last weekly cycle.
        county: six-digit code.
        deployment: folder with the county's reference data.
        county_name: its name.
        frames: canonical frame per dataset (see the module's docstring).
        deliveries: files, in order of arrival; those before the first week are the history that was sent in its time.
        outages: (submitter, from, to[, kind[, dataset[, params]]]) of the systems that are pulled.
        facts: further tables of the world that no department sends (farms, plants, …), for fault planters and tests.
        raw_values: (dataset, `_key`, field, text, since): what a department writes in a field of a record instead of
            the frame's value, in every version that begins at `since` or later (None: in all): nonsense that a
            typed frame cannot hold.
    """

    seed: int
    variant: str
    first_week: str
    last_week: str
    county: str
    deployment: Path
    county_name: str
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    deliveries: list[Delivery] = field(default_factory=list)
    outages: list[tuple] = field(default_factory=list)
    facts: dict[str, pd.DataFrame] = field(default_factory=dict)
    raw_values: list[tuple[str, int, str, Any, datetime | None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.variant not in VARIANTS:
            raise DemoError(f"unknown variant {self.variant!r}", fix=f"use one of {', '.join(VARIANTS)}")
        if not self.weeks:
            raise DemoError(f"no weeks from {self.first_week} to {self.last_week}", fix="name the earlier week first")

    @property
    def weeks(self) -> list[str]:
        """ISO weeks of the world, in order."""
        first, last = calendar.period(self.first_week).first, calendar.period(self.last_week).last
        return calendar.periods_between(first, last, calendar.WEEK)

    def rng(self, name: str) -> np.random.Generator:
        """A random stream of its own per purpose, so that a change in one place moves nothing elsewhere."""
        return np.random.default_rng([self.seed, zlib.crc32(name.encode())])

    def visible(self, dataset: str, at: datetime, period: str | None = None) -> pd.DataFrame:
        """Rows that the department's system shows at a moment (of one period, for datasets of mode `period`)."""
        frame = self.frames[dataset]
        stamp = pd.Timestamp(at)
        shown = (frame["_from"] <= stamp) & ~(frame["_to"] <= stamp)
        if period is not None and schema.mode(dataset) == "period":
            shown &= frame["_period"] == period
        return frame[shown]

    def deleted(self, dataset: str, at: datetime) -> pd.DataFrame:
        """Last versions of records that were deleted by a moment (soft-deleted rows of REST and SQL sources)."""
        frame = self.frames[dataset]
        stamp = pd.Timestamp(at)
        past = frame[(frame["_from"] <= stamp)].sort_values("_from", kind="stable").drop_duplicates("_key", keep="last")
        return past[past["_to"] <= stamp]

    def obligation_periods(self, dataset: str) -> list[str]:
        """Periods of the dataset's obligations that end in or after the first week and fall due by the last report."""
        first, last = calendar.period(self.first_week).first, calendar.period(self.last_week).last
        kinds = schema.period_types(dataset)
        names = [name for kind in kinds for name in calendar.periods_between(first, last, kind)]
        return [name for name in names if calendar.due_at(name) <= calendar.cutoff(self.last_week)]

    def delivered(self, dataset: str, period: str) -> list[Delivery]:
        """Files of one dataset and period, in order of arrival."""
        return sorted(
            (d for d in self.deliveries if d.dataset == dataset and d.period == period), key=lambda d: d.received_at
        )

    def personal_values(self) -> dict[str, set[str]]:
        """Every person's name, phone and identity number of the world: `name`, `phone`, `id_no`.

        Names of self-employed traders' shops are no personal values; their owners' names are.
        """
        found: dict[str, set[str]] = {}
        for kind, columns in _PERSONAL.items():
            values: set[str] = set()
            for dataset, column in columns:
                values |= set(self.frames[dataset][column].dropna().astype(str))
            found[kind] = {part for value in values for part in value.split("、")}
        return found


_PERSONAL = {
    "name": (
        ("MS01", "legal_rep"),
        ("MS02", "supervisor"),
        ("MS04", "owner"),
        ("MS05", "inspectors"),
        ("MS06", "owner"),
        ("MS07", "rater"),
        ("MS12", "director"),
        ("AG01", "legal_rep"),
        ("AH01", "owner"),
        ("AH01", "vet"),
        ("AH04", "owner"),
        ("AH04", "vet"),
        ("AH05", "supervisor"),
        ("AH06", "reporter"),
        ("FS01", "name"),
        ("FS04", "leader"),
        ("FS04", "filled_by"),
        ("FS10", "owner"),
    ),
    "phone": (("MS01", "phone"), ("FS01", "phone")),
    "id_no": (("MS04", "id_no"),),
}

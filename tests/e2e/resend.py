"""A department changes single rows of what it holds and sends them again, the way that it sends everything."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import yaml
from county import County

import contracts
from contracts import Contract
from demo import state
from demo.systems import files, gazetteer, http_spool
from demo.systems.dirt import raw_of
from demo.world.model import Delivery

TABLE = Path(__file__).with_name("moves.yaml")
CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Change:
    """One row of the table (see moves.yaml)."""

    s: str
    round: int
    dataset: str
    row: dict[str, Any]
    set: dict[str, Any]
    moves: dict[str, list[float]]
    period: str = ""
    alone: str = ""

    @property
    def name(self) -> str:
        """Figure and indicator: S12-C07."""
        return f"{self.s}-{next(iter(self.moves))}"


@cache
def changes() -> tuple[Change, ...]:
    """The whole table."""
    return tuple(Change(**item) for item in yaml.safe_load(TABLE.read_text(encoding="utf-8")))


@dataclass
class Departments:
    """The departments of a county at a cut-off, and what they have changed so far.

    Files are rendered as they were the last time, but for the changed rows: whatever came into the systems since stays
    out of them. The platform shows a newer version of the row.
    """

    county: County
    cutoff: datetime
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    sent: int = 0

    def __post_init__(self) -> None:
        self.world, _ = self.county.planted
        self.places = gazetteer.load(Path(self.world.deployment), self.world.county)
        self.contracts = {contract.dataset: contract for contract in contracts.load_all()}

    def send(self, chosen: list[Change]) -> None:
        """Make the changes, send every file that holds one of them, and have the platform asked once more."""
        self.sent += 1
        pulled_at = datetime.combine(self.cutoff.date() - timedelta(days=1), datetime.min.time()).replace(
            hour=6, minute=20 + self.sent)
        for change in chosen:
            self._make(change, pulled_at)
        for dataset, period in sorted({(change.dataset, change.period) for change in chosen if change.period}):
            self._send_file(self.contracts[dataset], self._file(dataset, period))
        for dataset in sorted({change.dataset for change in chosen if not change.period}):
            self._show(self.contracts[dataset])
            moment = pulled_at.isoformat()
            self.county.run("demo", "clock", moment)
            self.county.run("extract", "ingest", "--dataset", dataset, "--upto", moment, "--now", moment)

    def _make(self, change: Change, moment: datetime) -> None:
        frame = self.frames.setdefault(change.dataset, self.world.frames[change.dataset].copy())
        at = self._file(change.dataset, change.period).received_at if change.period else moment
        number = _one(frame, change, pd.Timestamp(at))
        if not change.period:
            newer = frame.loc[[number]].assign(_from=pd.Timestamp(moment))
            frame.loc[number, "_to"] = pd.Timestamp(moment)
            frame = self.frames[change.dataset] = pd.concat([frame, newer], ignore_index=True)
            number = frame.index[-1]
        for name, value in change.set.items():
            frame.loc[number, name] = _typed(frame[name], value)

    def _file(self, dataset: str, period: str) -> Delivery:
        """The last file of the period that came by the cut-off."""
        return [file for file in self.world.delivered(dataset, period) if file.received_at <= self.cutoff][-1]

    def _send_file(self, contract: Contract, before: Delivery) -> None:
        plants = self.world.frames["AH02"]
        sender = files.Sender(
            contract, self.world.seed, self.places, dict(zip(plants["plant_code"], plants["name"], strict=True)),
            self.frames[contract.dataset], raw_of(contract.dataset, self.world.raw_values))
        content, _ = sender.render(before)
        stem, ending = files.name_of(contract, before.period).rsplit(".", 1)
        path = self.county.inbox / contract.submitter / f"{stem}（更正{self.sent}）.{ending}"
        path.write_bytes(content)
        arrived = (self.cutoff - timedelta(minutes=60 - self.sent)).replace(tzinfo=CHINA).timestamp()
        os.utime(path, (arrived, arrived))

    def _show(self, contract: Contract) -> None:
        """Put the dataset's rows on the platform in place of what it showed; the other lists stay."""
        spool = state.places(self.county.home / "warehouse").spool
        draft = spool.with_name("changed")
        http_spool.write(draft, {contract.dataset: self.frames[contract.dataset]}, [contract], self.world.seed, [],
                         self.places, self.world.raw_values)
        os.replace(draft / f"{contract.dataset}.parquet", spool / f"{contract.dataset}.parquet")
        (spool / "index.json").touch()


def _one(frame: pd.DataFrame, change: Change, at: pd.Timestamp) -> Any:
    """Index of the row that the change is about, among those that the department holds at that moment."""
    held = (frame["_from"] <= at) & ~(frame["_to"] <= at)
    if change.period and frame["_period"].notna().any():
        held &= frame["_period"] == change.period
    if change.alone:
        held &= frame[change.alone].notna() & ~frame[change.alone].where(held).duplicated(keep=False)
    for name, value in change.row.items():
        held &= frame[name].isna() if value is None else (frame[name] == value).fillna(False).astype(bool)
    assert held.any(), f"no row for {change.name}"
    return frame.index[held][0]


def _typed(column: pd.Series, value: Any) -> Any:
    if value is None:
        return pd.NaT if pd.api.types.is_datetime64_any_dtype(column) else None
    return pd.Timestamp(value) if pd.api.types.is_datetime64_any_dtype(column) else value

"""Market supervision, second half: which rows a list shows at a moment, and how its paging misbehaves.

The misbehaviour is drawn from (seed, moment, dataset) and bounded: a page that answers 429 or code 500 answers
properly the next time, and a total that moves while paging stands still in the next pull of the same list.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pyarrow.parquet as pq

from demo.systems.defects import Outage, SourceFault

MAX_PAGE_SIZE = 500
BUSY_SHARE, CODE_500_SHARE, TAIL_SHARE, HEAD_SHARE = 0.35, 0.35, 0.25, 0.15


@dataclass(frozen=True)
class Endpoint:
    """One list of the platform.

    Attributes:
        dataset: MS01 …
        options: the contract's delivery options (path, parameter and envelope names).
        sources: JSON key per field.
    """

    dataset: str
    options: dict[str, Any]
    sources: dict[str, str]


@dataclass(frozen=True)
class Page:
    """One answer: the rows' JSON and the total that the envelope declares."""

    total: int
    rows: list[bytes]


@dataclass
class Listing:
    """One dataset's rows in memory; asks for nothing but a moment to say what it shows."""

    endpoint: Endpoint
    bodies: list[bytes]
    begins: np.ndarray
    ends: np.ndarray
    last: np.ndarray
    periods: np.ndarray
    _seen: dict[tuple, np.ndarray] = field(default_factory=dict)

    def visible(self, now: int, since: int | None, with_deleted: bool, period: str | None = None) -> np.ndarray:
        """Row numbers shown at `now` (seconds), of one period or of all; a deleted row is its last version after
        its end.
        """
        key = (now, since, with_deleted, period)
        if key not in self._seen:
            self._seen = {key: self._select(*key)} if len(self._seen) > 8 else {**self._seen, key: self._select(*key)}
        return self._seen[key]

    def _select(self, now: int, since: int | None, with_deleted: bool, period: str | None) -> np.ndarray:
        begun = self.begins <= now
        live = begun & (self.ends > now)
        gone = begun & self.last & (self.ends <= now)
        shown = live | gone if with_deleted else live
        if since is not None:
            shown &= np.where(gone, self.ends, self.begins) >= since
        if period is not None:
            shown &= self.periods == period
        return np.flatnonzero(shown)

    def body(self, row: int, now: int) -> bytes:
        """The row's JSON, with the soft-delete flag where the platform has one."""
        flag = self.endpoint.options.get("deleted_source")
        if not flag:
            return self.bodies[row]
        deleted = "1" if self.ends[row] <= now else "0"
        return self.bodies[row][:-1] + f',"{flag}":"{deleted}"}}'.encode()


class Platform:
    """Everything the service needs, loaded from one spool folder."""

    def __init__(self, folder: Path) -> None:
        index = json.loads((folder / "index.json").read_text())
        self.seed: int = index["seed"]
        self.listings = {entry["options"]["path"]: _listing(folder, Endpoint(**entry)) for entry in index["endpoints"]}
        self.outages = tuple(Outage.from_json(entry) for entry in index["outages"])
        self._attempts: dict[tuple, int] = defaultdict(int)
        self._moment = ""

    def fault(self, now: datetime, dataset: str = "", *kinds: SourceFault) -> Outage | None:
        """The first active fault of one of the kinds."""
        return next((outage for outage in self.outages if outage.kind in kinds and outage.active(now, dataset)), None)

    def draw(self, now: datetime, dataset: str, what: str) -> float:
        """A number in [0, 1) that is fixed for this moment, list and purpose."""
        return zlib.crc32(f"{self.seed}/{now.isoformat()}/{dataset}/{what}".encode()) / 2**32

    def attempt(self, now: datetime, *key: object) -> int:
        """How often this was asked before at this moment of the clock."""
        if now.isoformat() != self._moment:
            self._moment = now.isoformat()
            self._attempts.clear()
        self._attempts[key] += 1
        return self._attempts[key] - 1

    def stumbles(self, now: datetime, dataset: str, page: int, pages: int) -> str:
        """`busy` (429) or `code500` when this page fails this time, else empty."""
        for what, share in (("busy", BUSY_SHARE), ("code500", CODE_500_SHARE)):
            draw = self.draw(now, dataset, what)
            victim = 1 + int(draw / share * pages)
            if draw < share and page == victim and self.attempt(now, dataset, what) == 0:
                return what
        return ""

    def page(self, listing: Listing, now: datetime, since: datetime | None, with_deleted: bool,
             number: int, size: int, period: str | None = None) -> Page:
        """Page `number` (from 1) of a list, with whatever goes wrong at this moment."""
        moment = _seconds(now)
        rows = listing.visible(moment, _seconds(since) if since else None, with_deleted, period)
        dataset, sweep = listing.endpoint.dataset, (listing.endpoint.dataset, since, with_deleted, size, period)
        pulls = self.attempt(now, "pull", *sweep) if number == 1 else max(self._attempts[("pull", *sweep)] - 1, 0)
        total, chosen = self._cut(rows, number, size, "" if pulls else self._motion(now, dataset, len(rows), size))
        fault = self.fault(now, dataset, SourceFault.WRONG_TOTAL)
        return Page(total + (int(fault.params.get("by", 7)) if fault else 0),
                    [self._shape(listing, now, listing.body(row, moment)) for row in chosen])

    def _motion(self, now: datetime, dataset: str, total: int, size: int) -> str:
        draw = self.draw(now, dataset, "motion")
        if total <= size or draw >= TAIL_SHARE + HEAD_SHARE:
            return ""
        return "tail" if draw < TAIL_SHARE else "head"

    @staticmethod
    def _cut(rows: np.ndarray, number: int, size: int, motion: str) -> tuple[int, np.ndarray]:
        """The page's rows and the declared total.

        tail: a row came at the end after page 1, and page 2 repeats the last row of page 1: one pull is complete.
        head: a row came at the front after page 1, so that page 2 repeats a row and the new one is missed; only
        the moved total tells, and the next pull is complete.
        """
        start = (number - 1) * size
        if motion == "tail":
            if number == 1:
                return len(rows) - 1, rows[:size]
            return len(rows), rows[start - (number == 2):start + size]
        if motion == "head":
            if number == 1:
                return len(rows) - 1, rows[1:size + 1]
            return len(rows), rows[start:start + size]
        return len(rows), rows[start:start + size]

    def _shape(self, listing: Listing, now: datetime, body: bytes) -> bytes:
        """The row under the platform's structural faults, if any is active."""
        dataset, sources = listing.endpoint.dataset, listing.endpoint.sources
        fault = self.fault(now, dataset, SourceFault.MISSING_FIELD, SourceFault.RENAMED_FIELD,
                           SourceFault.UNKNOWN_FIELDS)
        if fault is None:
            return body
        record = orjson.loads(body)
        if fault.kind == SourceFault.UNKNOWN_FIELDS:
            record |= {f"kz{number}": "" for number in range(fault.params.get("count") or max(3, len(sources) // 5))}
            return orjson.dumps(record)
        source = sources[fault.params["field"]]
        value = record.pop(source, None)
        if fault.kind == SourceFault.RENAMED_FIELD:
            record[fault.params.get("to") or f"{source}_x"] = value
        return orjson.dumps(record)


def _seconds(moment: datetime) -> int:
    return int((moment - datetime(1970, 1, 1)).total_seconds())


def _listing(folder: Path, endpoint: Endpoint) -> Listing:
    table = pq.read_table(folder / f"{endpoint.dataset}.parquet")
    return Listing(endpoint, table["body"].to_pylist(), table["begins"].to_numpy(), table["ends"].to_numpy(),
                   table["last"].to_numpy(zero_copy_only=False),
                   table["period"].to_numpy(zero_copy_only=False))

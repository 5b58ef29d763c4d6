"""Accepted late corrections: a period sent again after its report, with other figures than before.

The first file of such a period showed a slip that breaks no rule: a figure that was still being completed, or visits
entered afterwards. Both versions stand in the frames, the second from the moment of the correction.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
import pandas as pd

from demo import calendar
from demo.world.model import STREAM, Delivery, World
from demo.world.window import Window

_SLIPS = ("AH03", "AH05", "AH06", "FS03", "AH04")
_ENTERED_LATER, _CORRECTED = 4, 3


def apply(world: World, window: Window) -> list[Delivery]:
    """Plant slips for about every third week and dataset in turn; returns the second files."""
    rng = world.rng("corrections")
    sent_again = []
    for number, week in enumerate(world.weeks[1:-2]):
        dataset = _SLIPS[number % len(_SLIPS)]
        at = _moment(week, window, rng)
        if at is None or not (world.frames[dataset]["_period"] == week).any():
            continue
        _slip(world, dataset, week, at, rng)
        sent_again.append(Delivery(dataset, STREAM, week, 2, at + timedelta(hours=1)))
    return sent_again


def _moment(week: str, window: Window, rng: np.random.Generator) -> datetime | None:
    """A working day after the week's report and before the next week's end."""
    days = window.events(
        calendar.cutoff(week).date() + timedelta(days=1), calendar.cutoff(week).date() + timedelta(days=4)
    )
    if not len(days):
        return None
    return pd.Timestamp(rng.choice(days)).to_pydatetime() + timedelta(hours=14, minutes=int(rng.integers(0, 59)))


def _slip(world: World, dataset: str, week: str, at: datetime, rng: np.random.Generator) -> None:
    frame = world.frames[dataset]
    rows = frame[(frame["_period"] == week) & frame["_to"].isna()]
    if dataset == "FS03":
        crowd = rows[rows.groupby("_sheet")["_sheet"].transform("size") > 2 * _ENTERED_LATER]
        later = rng.choice(crowd.index, min(_ENTERED_LATER, len(crowd)), replace=False)
        frame.loc[later, "_from"] = pd.Timestamp(at)
        return
    rows = rows[_correctable(rows, dataset)]
    chosen = rng.choice(rows.index, min(_CORRECTED, len(rows)), replace=False)
    before = frame.loc[chosen].assign(_to=pd.Timestamp(at))
    if dataset == "AH03":
        before["disposed_eq"] = (before["disposed_eq"] / 2).round(2)
    elif dataset == "AH05":
        before["kg"] = before["kg"] + 1.5
    elif dataset == "AH06":
        frame.loc[chosen, "remark"] = "死亡原因已补报"
    else:
        before["vehicle_no"] = None
    frame.loc[chosen, "_from"] = pd.Timestamp(at)
    merged = pd.concat([frame, before.astype(frame.dtypes)], ignore_index=True)
    world.frames[dataset] = merged.sort_values(["_key", "_from"], kind="stable").reset_index(drop=True)


def _correctable(rows: pd.DataFrame, dataset: str) -> pd.Series:
    """Rows on which the slip shows: parts condemned (AH03), a vehicle (AH04), animals dead (AH06)."""
    if dataset == "AH03":
        return rows["disposed_eq"] > 0.1
    if dataset == "AH04":
        return rows["vehicle_no"].notna()
    return rows["dead_n"] > 0 if dataset == "AH06" else pd.Series(True, index=rows.index)

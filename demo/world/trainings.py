"""FS07: trainings of supervisors, cadres, assistants, the businesses' own officers and their staff."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo import calendar
from demo.world import schema
from demo.world.profile import Profile
from demo.world.window import Window, add_workdays, at_hours, workdays_between

_PER_MONTH = 3.6
#: kind → share of the sessions, fewest and most persons, who holds it.
_KINDS = {
    "监管人员": (0.3, 30, 90, "县市场监管局"),
    "包保干部": (0.15, 60, 220, "县食安办"),
    "协管员": (0.15, 80, 330, "县食安办"),
    "两员": (0.25, 50, 180, "县市场监管局"),
    "从业人员": (0.15, 60, 260, "县市场监管局"),
}
_TOPICS = ("稽查执法", "行政许可", "食品监管", "检验检测", "信息化")
_ROOMS = ("县委党校", "县市场监管局会议室", "县职教中心", "线上培训")
_HOURS_A_DAY = 6.0
_LONGEST_DAYS = 3


def trainings(window: Window, profile: Profile, rng: np.random.Generator) -> pd.DataFrame:
    """Every session from the beginning of the year of `window.history` on; each ends in the month it began in."""
    since = window.history.replace(month=1, day=1)
    months = calendar.periods_between(since, window.last, calendar.MONTH)
    rows = pd.concat([_month(calendar.period(name), window, rng) for name in months], ignore_index=True)
    rows = rows.sort_values(["start_on", "kind"], kind="stable").reset_index(drop=True)
    _attendance(rows, rng)
    swapped = (rows["persons"] < rows["attendances"]) & (rng.random(len(rows)) < profile.swapped_counts)
    rows.loc[swapped, ["persons", "attendances"]] = rows.loc[swapped, ["attendances", "persons"]].to_numpy()
    rows["organizer"] = [_KINDS[kind][3] for kind in rows["kind"]]
    rows["place"] = rng.choice(_ROOMS, len(rows))
    rows["evidence"] = True
    serial = rows.groupby(rows["start_on"].dt.year).cumcount() + 1
    rows["session_no"] = [f"PX{day:%Y}{n:04d}" for day, n in zip(rows["start_on"], serial, strict=True)]
    rows["title"] = [
        f"{day.year}年第{n}期{kind}{topic}培训班"
        for day, n, kind, topic in zip(rows["start_on"], serial, rows["kind"], rows["topic"], strict=True)
    ]
    return rows


def _month(month: calendar.Period, window: Window, rng: np.random.Generator) -> pd.DataFrame:
    """Sessions of one month, on its working days."""
    working = workdays_between(month.first, min(month.last, window.last))
    size = rng.poisson(_PER_MONTH) * bool(len(working))
    start = np.sort(rng.integers(0, max(len(working), 1), size))
    length = rng.choice(_LONGEST_DAYS, size, p=(0.5, 0.3, 0.2))
    end = np.minimum(start + length, len(working) - 1)
    kinds = rng.choice(list(_KINDS), size, p=[share for share, *_ in _KINDS.values()])
    return pd.DataFrame(
        {
            "kind": kinds,
            "topic": rng.choice(_TOPICS, size),
            "start_on": working[start].astype("datetime64[s]"),
            "end_on": working[end].astype("datetime64[s]"),
            "days": end - start + 1,
        }
    )


def _attendance(rows: pd.DataFrame, rng: np.random.Generator) -> None:
    """Persons, and attendances: a person who came on three days counts three times."""
    size = len(rows)
    fewest, most = ([_KINDS[kind][place] for kind in rows["kind"]] for place in (1, 2))
    rows["expected"] = rng.integers(fewest, most)
    rows["persons"] = (rows["expected"] * rng.uniform(0.86, 1.0, size)).astype(int)
    absent = (rows["persons"] * rng.uniform(0.0, 0.06, size)).astype(int)
    rows["attendances"] = rows["persons"] * rows["days"] - absent * (rows["days"] - 1)
    rows["hours"] = rows["days"] * _HOURS_A_DAY
    examined = rng.random(size) < 0.7
    rows["tested"] = pd.Series((rows["persons"] * rng.uniform(0.9, 1.0, size)).astype(int)).where(examined)
    rows["passed"] = (rows["tested"] * rng.uniform(0.88, 1.0, size)).round()


def frame(rows: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """FS07: entered on the working day after the last day; rows belong to the month of the first."""
    entered = at_hours(add_workdays(rows["end_on"].to_numpy(), 1), rng)
    return schema.framed(rows.assign(_period=rows["start_on"].dt.strftime("%Y-%m"), _from=entered), "FS07")

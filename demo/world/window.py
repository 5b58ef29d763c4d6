"""The time span of a world: its weeks, the year before them, and the days on which things may change."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import numpy as np
import pandas as pd

from demo import calendar
from warehouse import workdays

HISTORY_DAYS = 364
_SETTLING_DAYS = 70


@dataclass(frozen=True)
class Window:
    """Dates of one world; days are datetime64[D] arrays in order.

    Attributes:
        weeks: ISO weeks of the weekly cycles.
        first, last: Monday of the first and Sunday of the last week.
        history: first day of the dated history, twelve months before `first`.
        end: the last report's cut-off.
        days: every day from `history` to `last`.
        workdays: those of `days` on which offices work.
        event_days: working days from ten weeks before `first` on, without the days between a week's end and its
            report (see `demo.calendar.quiet_days`): on them status, names and bindings change.
    """

    weeks: tuple[str, ...]
    first: date
    last: date
    history: date
    end: datetime
    days: np.ndarray = field(repr=False)
    workdays: np.ndarray = field(repr=False)
    event_days: np.ndarray = field(repr=False)

    @property
    def start(self) -> pd.Timestamp:
        """Midnight at the beginning of the first week."""
        return pd.Timestamp(self.first)

    def events(self, after: date | None = None, before: date | None = None) -> np.ndarray:
        """Event days from `after` to `before` (both included)."""
        days = self.event_days
        return days[(days >= np.datetime64(after or self.first)) & (days <= np.datetime64(before or self.last))]


def span(weeks: list[str]) -> Window:
    """The window of some consecutive ISO weeks."""
    first, last = calendar.period(weeks[0]).first, calendar.period(weeks[-1]).last
    history = first - timedelta(days=HISTORY_DAYS)
    days = np.arange(np.datetime64(history), np.datetime64(last) + 1)
    working = np.array([workdays.is_workday(day) for day in days.tolist()])
    opening = first - timedelta(days=_SETTLING_DAYS)
    quiet = calendar.quiet_days(calendar.periods_between(opening - timedelta(days=7), last, calendar.WEEK))
    calm = np.array([day not in quiet for day in days.tolist()])
    event_days = days[working & calm & (days >= np.datetime64(opening))]
    return Window(tuple(weeks), first, last, history, calendar.cutoff(weeks[-1]), days, days[working], event_days)


def workdays_between(first: date, last: date) -> np.ndarray:
    """Working days of a span (datetime64[D]), the year before the window included."""
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    return days[[workdays.is_workday(day) for day in days.tolist()]]


def week_names(days: pd.Series) -> pd.Series:
    """ISO week (`2026-W47`) of each date."""
    parts = days.dt.isocalendar()
    return parts["year"].astype("str") + "-W" + parts["week"].astype("str").str.zfill(2)


def numbered(prefix: str, days: pd.Series) -> pd.Series:
    """Running numbers behind a prefix and the day, such as JC6208992026032000001."""
    serial = pd.Series(range(1, len(days) + 1), index=days.index).mod(100_000).astype("str").str.zfill(5)
    return prefix + days.dt.strftime("%Y%m%d") + serial


def at_hours(days: np.ndarray, rng: np.random.Generator, first: float = 8.5, last: float = 17.5) -> pd.DatetimeIndex:
    """A moment (whole seconds) within office hours of each day."""
    seconds = rng.uniform(first * 3600, last * 3600, len(days)).astype("timedelta64[s]")
    return pd.DatetimeIndex(np.asarray(days).astype("datetime64[s]") + seconds)


def add_workdays(days: np.ndarray, counts: np.ndarray | int) -> np.ndarray:
    """The count-th working day after each day (datetime64[D])."""
    days = np.asarray(days).astype("datetime64[D]")
    if not len(days):
        return days
    first, last = days.min(), days.max() + 3 * int(np.max(counts)) + 40
    span_days = np.arange(first, last)
    working = span_days[[workdays.is_workday(day) for day in span_days.tolist()]]
    return working[np.searchsorted(working, days, side="right") + np.asarray(counts) - 1]

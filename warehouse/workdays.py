"""Working days by the State Council's holiday notices, with make-up days (调休上班).

Source: package chinesecalendar (notices of 2004–2026). A deployment adds years by its own seed `workday.csv`
(columns day, is_workday, holiday_name). A year that no notice covers falls back to the statutory holidays
(package holidays) and weekends, marked `is_published = false`, never an error.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache

import chinese_calendar
import holidays

from warehouse import settings
from warehouse.errors import SettingsError

FIRST_YEAR, LAST_YEAR = 2015, 2032
ONE_DAY = timedelta(days=1)
DEADLINE_TIME, REPORT_TIME = time(12, 0), time(10, 0)


@dataclass(frozen=True)
class Day:
    """One calendar day: whether offices work, the holiday's Chinese name, whether a notice says so."""

    day: date
    is_workday: bool
    holiday_name: str
    is_published: bool


def is_workday(day: date) -> bool:
    """Whether offices work on that day."""
    known = _deployment_days().get(day)
    return known.is_workday if known else describe(day).is_workday


def add_workdays(day: date, count: int) -> date:
    """The count-th working day after `day` (count 0: the day itself or the next working day)."""
    current = day
    if count == 0:
        while not is_workday(current):
            current += ONE_DAY
        return current
    for _ in range(count):
        current += ONE_DAY
        while not is_workday(current):
            current += ONE_DAY
    return current


def nth_workday(first: date, count: int) -> date:
    """The count-th working day counted from `first` itself, such as the 5th working day of a month."""
    return add_workdays(first - ONE_DAY, count)


@cache
def describe(day: date) -> Day:
    """A day by the published notices, or by the statutory holidays where no notice covers its year."""
    try:
        is_holiday, name = chinese_calendar.get_holiday_detail(day)
        return Day(day, not is_holiday, _chinese_name(name), True)
    except NotImplementedError:
        name = _statutory(day.year).get(day, "")
        return Day(day, day.weekday() < 5 and not name, name, False)


def calendar() -> list[Day]:
    """Every day of the reference calendar, the deployment's own days taking precedence."""
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [_deployment_days().get(day) or describe(day) for day in days]


def week_start(week: str) -> date:
    """Monday of an ISO week written like `2026-W47`.

    Raises:
        SettingsError: the text is no ISO week.
    """
    try:
        if week[4:6] != "-W":
            raise ValueError(week)
        return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
    except ValueError:
        raise SettingsError(f"{week!r} is no ISO week", fix="write it like 2026-W47") from None


def week_of(day: date) -> str:
    """ISO week of a day, like `2026-W47`."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def weeks_between(first: str, last: str) -> list[str]:
    """All ISO weeks from first to last, both included."""
    start, end = week_start(first), week_start(last)
    return [week_of(start + timedelta(weeks=n)) for n in range((end - start).days // 7 + 1)]


def deadline(week: str) -> datetime:
    """When a weekly submission is due: Monday 12:00 after the week, moved to the next working day."""
    monday = week_start(week) + timedelta(days=7)
    return datetime.combine(add_workdays(monday, 0), DEADLINE_TIME)


def report_cutoff(week: str) -> datetime:
    """When the week's report is drawn: 10:00 on the working day after the deadline's day."""
    return datetime.combine(add_workdays(deadline(week).date(), 1), REPORT_TIME)


def last_complete_week(cutoff: datetime) -> str:
    """The newest week whose report cut-off is not after `cutoff`."""
    week = week_of(cutoff.date() - timedelta(days=7))
    while report_cutoff(week) > cutoff:
        week = week_of(week_start(week) - ONE_DAY)
    return week


@cache
def _statutory(year: int) -> dict[date, str]:
    return dict(holidays.country_holidays("CN", years=year, language="zh_CN"))


@cache
def _deployment_days() -> dict[date, Day]:
    path = settings.load().deployment / "seeds" / "workday.csv"
    if not path.exists():
        return {}
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return {
        day: Day(day, row["is_workday"].lower() in {"true", "1", "t"}, row.get("holiday_name") or "", True)
        for row in rows for day in [date.fromisoformat(row["day"])]
    }


def _chinese_name(name: str | None) -> str:
    if not name:
        return ""
    return str(chinese_calendar.Holiday(name).chinese)

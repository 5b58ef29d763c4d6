"""Reporting periods of the demo, their deadlines and the weekly cycle's moments.

Deadlines follow handbook §2.0: weekly Monday 12:00, monthly the 5th and all longer ones the 10th working day 17:00,
each moved by the State Council's holidays (`warehouse.workdays`). Periods are written `2026-W47`, `2026-10`,
`2026-Q3`, `2026-H2`, `2026`. All moments are Asia/Shanghai wall time without zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from warehouse import workdays

WEEK, MONTH, QUARTER, HALF, YEAR = "week", "month", "quarter", "half", "year"
PERIODIC_DUE_TIME = time(17, 0)
PULL_TIME = time(6, 0)
PERIODIC_PULL_TIME = time(16, 0)
_WORKDAY_OF = {MONTH: 5, QUARTER: 10, HALF: 10, YEAR: 10}
_MONTHS = {MONTH: 1, QUARTER: 3, HALF: 6, YEAR: 12}


@dataclass(frozen=True)
class Period:
    """One reporting period: its name, first and last day (both included)."""

    name: str
    first: date
    last: date


def period_type(name: str) -> str:
    """`week`, `month`, `quarter`, `half` or `year`, told by the period's spelling."""
    marks = {"W": WEEK, "Q": QUARTER, "H": HALF}
    return YEAR if len(name) == len("2026") else marks.get(name[5], MONTH)


def period(name: str) -> Period:
    """The period of that name."""
    kind = period_type(name)
    if kind == WEEK:
        first = workdays.week_start(name)
        return Period(name, first, first + timedelta(days=6))
    year, number, months = int(name[:4]), int(name[5:].lstrip("QH") or 1), _MONTHS[kind]
    first = date(year, (number - 1) * months + 1, 1)
    return Period(name, first, _next_month(first, months) - timedelta(days=1))


def period_of(day: date, kind: str) -> str:
    """Name of the period of that kind that holds the day."""
    if kind == WEEK:
        return workdays.week_of(day)
    number = (day.month - 1) // _MONTHS[kind] + 1
    spelt = {MONTH: f"-{number:02d}", QUARTER: f"-Q{number}", HALF: f"-H{number}", YEAR: ""}[kind]
    return f"{day.year}{spelt}"


def periods_between(first: date, last: date, kind: str) -> list[str]:
    """Periods of that kind that hold at least one day of [first, last], in order."""
    names, day = [], first
    while day <= last:
        current = period(period_of(day, kind))
        names.append(current.name)
        day = current.last + timedelta(days=1)
    return names


def due_at(name: str) -> datetime:
    """When the submissions for a period are due."""
    kind = period_type(name)
    if kind == WEEK:
        return workdays.deadline(name)
    next_day = period(name).last + timedelta(days=1)
    return datetime.combine(workdays.nth_workday(next_day, _WORKDAY_OF[kind]), PERIODIC_DUE_TIME)


def cutoff(week: str) -> datetime:
    """When the report of a week is drawn: 10:00 on the working day after the deadline's day."""
    return workdays.report_cutoff(week)


def pull_at(name: str) -> datetime:
    """When the systems are asked for a period: 06:00 of the weekly deadline's day, 16:00 of a longer period's.

    A week whose deadline holidays move past the following week's end is asked for on its own Monday.
    """
    day = due_at(name).date()
    if period_type(name) != WEEK:
        return datetime.combine(day, PERIODIC_PULL_TIME)
    monday = period(name).last + timedelta(days=1)
    return datetime.combine(day if day < monday + timedelta(weeks=1) else monday, PULL_TIME)


def last_complete_week(at: datetime) -> str:
    """The newest week whose report has been drawn by that moment."""
    return workdays.last_complete_week(at)


def quiet_days(weeks: list[str]) -> set[date]:
    """Days between a week's end and its report.

    Departments do record changes on them, but two systems seen on different hours of such a day would differ
    for no fault of anybody; the clean county therefore changes status, names and bindings on other days only.
    """
    days: set[date] = set()
    for week in weeks:
        day = period(week).last + timedelta(days=1)
        while day <= cutoff(week).date():
            days.add(day)
            day += timedelta(days=1)
    return days


def _next_month(first: date, months: int) -> date:
    number = first.month - 1 + months
    return date(first.year + number // 12, number % 12 + 1, 1)

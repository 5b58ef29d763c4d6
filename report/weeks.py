"""Periods as text (2026-W47, 2026-10, 2026-Q3) and the days they stand for."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from report.errors import ReportError

WEEK = re.compile(r"(\d{4})-W(\d{2})")
MONTH = re.compile(r"(\d{4})-(\d{2})")
QUARTER = re.compile(r"(\d{4})-Q([1-4])")
HALF = re.compile(r"(\d{4})-H([12])")
YEAR = re.compile(r"(\d{4})")
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
KEYS = re.compile(r"\b\d{4}-(?:W\d{2}|Q[1-4]|H[12]|(?:0[1-9]|1[0-2]))\b(?!-)")


@dataclass(frozen=True, order=True)
class IsoWeek:
    """One reporting week, Monday to Sunday (ISO 8601)."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> IsoWeek:
        """Read `2026-W47`.

        Raises:
            ReportError: not of that form, or the year has no such week.
        """
        match = WEEK.fullmatch(text)
        if not match:
            raise ReportError(f"week is {text!r}, expected a form such as 2026-W47")
        week = cls(int(match[1]), int(match[2]))
        try:
            week.monday  # noqa: B018  the year may have no such week
        except ValueError:
            raise ReportError(f"there is no week {text}") from None
        return week

    @classmethod
    def of(cls, moment: date) -> IsoWeek:
        """The week in which a day lies."""
        year, number, _ = moment.isocalendar()
        return cls(year, number)

    @property
    def monday(self) -> date:
        """First day."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def sunday(self) -> date:
        """Last day."""
        return self.monday + timedelta(days=6)

    def back(self, weeks: int) -> IsoWeek:
        """The week so many weeks earlier."""
        return IsoWeek.of(self.monday - timedelta(weeks=weeks))

    def last(self, count: int) -> tuple[IsoWeek, ...]:
        """This week and those before it, oldest first, `count` in all."""
        return tuple(self.back(n) for n in range(count - 1, -1, -1))

    @property
    def label(self) -> str:
        """第47周."""
        return f"第{self.number}周"

    @property
    def days(self) -> str:
        """2026年11月16日—11月22日; the second year only where it differs."""
        first, last = self.monday, self.sunday
        end_year = f"{last.year}年" if last.year != first.year else ""
        return f"{first.year}年{first.month}月{first.day}日—{end_year}{last.month}月{last.day}日"

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"


def period_end(period: str) -> date | None:
    """Last day of a week, month, quarter, half-year or year given as text; None for other text."""
    if match := WEEK.fullmatch(period):
        return date.fromisocalendar(int(match[1]), int(match[2]), 7)
    if match := MONTH.fullmatch(period):
        return _month_end(int(match[1]), int(match[2]))
    if match := QUARTER.fullmatch(period):
        return _month_end(int(match[1]), int(match[2]) * 3)
    if match := HALF.fullmatch(period):
        return _month_end(int(match[1]), int(match[2]) * 6)
    if match := YEAR.fullmatch(period):
        return date(int(match[1]), 12, 31)
    return None


def period_label(period: str) -> str:
    """A period in words: 第47周, 2026年10月, 2026年第4季度, 2026年上半年, 2026年; other text unchanged."""
    if match := WEEK.fullmatch(period):
        return f"第{int(match[2])}周"
    if match := QUARTER.fullmatch(period):
        return f"{match[1]}年第{match[2]}季度"
    if match := HALF.fullmatch(period):
        return f"{match[1]}年{'上' if match[2] == '1' else '下'}半年"
    if match := MONTH.fullmatch(period):
        return f"{match[1]}年{int(match[2])}月"
    return f"{period}年" if YEAR.fullmatch(period) else period


def expected_period(period_type: str, week: IsoWeek) -> str:
    """The last period of that type that has ended by the end of the week, e.g. 2026-10 for month and 2026-W47."""
    end = week.sunday
    if period_type == "week":
        return str(week)
    months = MONTHS[period_type]
    year, month = end.year, end.month
    if end != _month_end(year, month):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    while month % months:
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
    return {1: f"{year}-{month:02d}", 3: f"{year}-Q{month // 3}", 6: f"{year}-H{month // 6}", 12: f"{year}"}[months]


def period_of(period_type: str, day: date) -> str:
    """The period of that type in which a day lies."""
    if period_type == "week":
        return str(IsoWeek.of(day))
    months = MONTHS[period_type]
    number = (day.month - 1) // months + 1
    return {1: f"{day:%Y-%m}", 3: f"{day.year}-Q{number}", 6: f"{day.year}-H{number}", 12: f"{day.year}"}[months]


def reported_year(week: IsoWeek) -> str:
    """The calendar year that a report of a week is about: that of the last month that has ended.

    So in January the year that is over is told in full, and not the one that has just begun.
    """
    return expected_period("month", week)[:4]


def running_period(period_type: str, starts_on: date) -> tuple[str, date]:
    """Name and last day of the quarter, half-year or year that begins on a day."""
    end = _month_end(starts_on.year, starts_on.month + MONTHS[period_type] - 1)
    return period_of(period_type, starts_on), end


def spoken(text: str) -> str:
    """A text with its period keys in words: AH06 2026-W47 → AH06 第47周."""
    return KEYS.sub(lambda match: period_label(match[0]), text)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])

"""Reporting periods as text: `2026-W47`, `2026-10`, `2026-Q4`, `2026-H2`, `2026` (handbook §2.0)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

ONE_DAY = timedelta(days=1)
_SHAPES = {
    "week": re.compile(r"(\d{4})-W(\d\d)"),
    "month": re.compile(r"(\d{4})-(\d\d)"),
    "quarter": re.compile(r"(\d{4})-Q([1-4])"),
    "half": re.compile(r"(\d{4})-H([12])"),
    "year": re.compile(r"(\d{4})"),
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_CHINESE_DIGITS = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}


def period_of(day: date, period_type: str) -> str:
    """The period of that type that holds the day (weeks are ISO weeks)."""
    if period_type == "week":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    ordinal = (day.month - 1) // _MONTHS[period_type] + 1
    return {
        "month": f"{day.year}-{ordinal:02d}", "quarter": f"{day.year}-Q{ordinal}",
        "half": f"{day.year}-H{ordinal}", "year": f"{day.year}",
    }[period_type]


def type_of(period: str) -> str:
    """week, month, quarter, half or year.

    Raises:
        ValueError: the text is no period.
    """
    for period_type, shape in _SHAPES.items():
        if shape.fullmatch(period):
            return period_type
    raise ValueError(f"{period!r} is no period; examples: 2026-W47, 2026-10, 2026-Q4, 2026-H2, 2026")


def bounds(period: str) -> tuple[date, date]:
    """First and last day of a period."""
    period_type = type_of(period)
    numbers = [int(part) for part in _SHAPES[period_type].fullmatch(period).groups()]
    if period_type == "week":
        first = date.fromisocalendar(numbers[0], numbers[1], 1)
        return first, first + timedelta(days=6)
    months = _MONTHS[period_type]
    start = (numbers[1] - 1) * months if len(numbers) == 2 else 0
    first = date(numbers[0], start + 1, 1)
    following = date(numbers[0] + (start + months) // 12, (start + months) % 12 + 1, 1)
    return first, following - ONE_DAY


def last_ended(moment: datetime, period_type: str) -> str:
    """The latest period that was over at that moment."""
    running = period_of(moment.date(), period_type)
    return period_of(bounds(running)[0] - ONE_DAY, period_type)


def from_parts(parts: Mapping[str, str | None], period_type: str) -> str | None:
    """A period from the named groups of a file-name pattern or a period cell; None when they do not give one.

    Args:
        parts: `year` with `week`, `month`, `quarter` or `half`; or `from` (and `to`), dates of any common spelling.
        period_type: the type the dataset owes.
    """
    known = {name: unicodedata.normalize("NFKC", text) for name, text in parts.items() if text}
    if "from" in known:
        start = _day(known["from"])
        return period_of(start, period_type) if start else None
    if "year" not in known or (period_type != "year" and period_type not in known):
        return None
    number = _CHINESE_DIGITS.get(known.get(period_type, ""), known.get(period_type, ""))
    year = known["year"]
    text = {"week": f"{year}-W{number:>02}", "month": f"{year}-{number:>02}", "quarter": f"{year}-Q{number}",
            "half": f"{year}-H{number}", "year": year}[period_type]
    return text if _exists(text) else None


def declared(text: str, patterns: Iterable[str], period_type: str) -> str | None:
    """The period that a sheet names in its title or period cell; the first pattern that gives one decides."""
    for pattern in patterns:
        for match in re.finditer(pattern, text):
            period = from_parts(match.groupdict(), period_type)
            if period:
                return period
    return None


def _exists(period: str) -> bool:
    try:
        bounds(period)
    except ValueError:
        return False
    return True


def _day(text: str) -> date | None:
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    try:
        return date(*numbers[:3])
    except (TypeError, ValueError):
        return None

"""Numbers, dates and rounding words as the office prints them (GB/T 15835-2011).

Null is printed "—", zero "0"; percentages carry one decimal and never round up to 100.0.
"""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

NONE = "—"
PERCENT_UNITS = frozenset({"%", "％"})
WEEKDAYS = "一二三四五六日"
ROUNDED_DOWN = frozenset({"多", "余"})
ROUNDED_UP = frozenset({"近"})

Number = int | float | Decimal


def number(value: Number | None, decimals: int = 1) -> str:
    """A count or measure with thousands separators; whole numbers without decimals, null as "—"."""
    if value is None:
        return NONE
    exact = _rounded(value, decimals)
    return f"{int(exact):,}" if exact == int(exact) else f"{exact.normalize():,f}"


def percent(value: Number | None) -> str:
    """A percentage with one decimal: 99.96 prints 99.9 and only a full 100 prints 100.0."""
    return NONE if value is None else f"{_percent(value)}%"


def _percent(value: Number) -> Decimal:
    """One decimal, half up, but never up to 100.0 from below."""
    shown = _rounded(value, 1)
    return Decimal("99.9") if shown == 100 and Decimal(str(value)) < 100 else shown


def score(value: Number | None) -> str:
    """A score with one decimal, kept below 100.0 unless it is full; null as "—"."""
    return NONE if value is None else f"{_percent(value)}"


def measure(value: Number | None, unit: str) -> str:
    """A figure as the report prints it: percentages by `percent`, all other units by `number`, unit not included."""
    return percent(value) if unit in PERCENT_UNITS else number(value)


def change(value: Number | None, previous: Number | None, unit: str) -> str:
    """The difference of two printed values with its sign; percentages differ by 百分点, not by %.

    The difference is taken between the printed values, so that a reader who subtracts gets the same.
    """
    if value is None or previous is None:
        return NONE
    if unit in PERCENT_UNITS:
        return _signed(_percent(value) - _percent(previous), " 个百分点")
    return _signed(_rounded(value, 1) - _rounded(previous, 1), "")


def _signed(difference: Decimal, suffix: str) -> str:
    if difference == 0:
        return "持平"
    sign = "+" if difference > 0 else "−"
    return f"{sign}{number(abs(difference))}{suffix}"


def rounded(value: Number | None, word: str, figures: int = 2) -> str:
    """A number with its rounding word: 312 and 多 print 310多, 312 and 近 print 近320; never 312多.

    Args:
        value: the exact figure; null prints "—".
        word: 多 or 余 (rounded down, word after), 近 (rounded up, word before), or empty (exact).
        figures: how many leading figures stay.
    """
    if value is None or not word:
        return number(value)
    exact = Decimal(str(value))
    if exact < 10:
        return number(value)
    step = Decimal(10) ** max(exact.adjusted() + 1 - figures, 0)
    if word in ROUNDED_UP:
        return f"近{int(math.ceil(exact / step) * step):,}"
    down = int(exact // step * step)
    return f"{down:,}{word}" if down != exact else f"{down:,}"


def day(moment: date | datetime | None) -> str:
    """2026年11月23日, or "—"."""
    return NONE if moment is None else f"{moment.year}年{moment.month}月{moment.day}日"


def short_day(moment: date | datetime | None) -> str:
    """11月23日, or "—"."""
    return NONE if moment is None else f"{moment.month}月{moment.day}日"


def weekday(moment: date | datetime) -> str:
    """星期一 … 星期日."""
    return f"星期{WEEKDAYS[moment.weekday()]}"


def moment(value: datetime | None) -> str:
    """11月23日 12:00, or "—"."""
    return NONE if value is None else f"{short_day(value)} {value:%H:%M}"


def hours(value: Number | None) -> str:
    """A delay in words: below two days in hours, else in days; rounded up, as a delay never shrinks in print."""
    if value is None:
        return NONE
    if value < 48:
        return f"{max(math.ceil(value), 1)}小时"
    return f"{math.ceil(value / 24)}天"


def shortened(text: str | None, limit: int) -> str:
    """Text cut to `limit` characters with an ellipsis; null and empty print "—"."""
    if not text:
        return NONE
    return text if len(text) <= limit else text[: limit - 1] + "…"


def listed(parts: list[str]) -> str:
    """Parts joined the Chinese way: 甲、乙、丙."""
    return "、".join(parts)


def _rounded(value: Number, decimals: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)

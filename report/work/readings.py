"""Which period of an indicator the report is about, and what the warehouse says for it; nothing is carried silently."""

from __future__ import annotations

from report import words
from report.model import TOTAL_ROW, Indicator, Value
from report.weeks import expected_period, period_of, reported_year, spoken
from report.work.model import ABSENT, UNUSABLE, Reading, Span, WorkData


def read(data: WorkData, code: str, breakdown: str = TOTAL_ROW, *, yearly: bool = False) -> Reading:
    """The reading of one indicator.

    Args:
        yearly: of the calendar year reported on, instead of the indicator's own period.
    """
    indicator = data.indicator(code)
    if indicator is None:
        return Reading(code, code, "", breakdown, "", None, ABSENT, "指标目录中没有该指标")
    period_type = "year" if yearly else indicator.period_type
    rows = {row.period: row for row in data.rows(code, breakdown) if row.period_type == period_type}
    due = _due(indicator, data, yearly)
    period = _period(indicator, rows, due, data, yearly)
    value = rows.get(period)
    unit = value.unit or indicator.unit if value else indicator.unit
    status, reason = _status(value)
    return Reading(code, indicator.name, unit, breakdown, period, value, status, reason, is_earlier=period < due)


def _due(indicator: Indicator, data: WorkData, yearly: bool) -> str:
    """The period that a complete warehouse would know."""
    if yearly:
        return reported_year(data.week)
    if indicator.is_tracked:
        return period_of(indicator.period_type, data.week.sunday)
    return expected_period(indicator.period_type, data.week)


def _period(indicator: Indicator, rows: dict[str, Value], due: str, data: WorkData, yearly: bool) -> str:
    """The period due; a later reading where weeks share a cut-off; an earlier one while an input is not due yet."""
    if yearly:
        return due
    if indicator.is_tracked:
        return max([due, *rows])
    for period in sorted({due, *(period for period in rows if period < due)}, reverse=True):
        if not any((dataset, period) in data.pending for dataset in indicator.datasets):
            return period
    return due


def _status(value: Value | None) -> tuple[str, str]:
    if value is None:
        return ABSENT, "本期尚无数据"
    reason = spoken(value.reason)
    if value.value is None:
        return (value.data_status, reason) if value.data_status == UNUSABLE else (ABSENT, reason or "分母为零")
    return value.data_status, reason


def spans(reading: Reading, word: str = "") -> list[Span]:
    """A reading as the text prints it: the figure, or the mark of one that must be verified first."""
    if not reading.is_usable:
        return [Span(f"［待核：{reading.code} {reading.status}］", "open")]
    text = printed(reading, word)
    if reading.is_earlier:
        text += f"（{reading.period_label}）"
    return [Span(text, doubt=reading if reading.is_doubtful else None)]


def printed(reading: Reading, word: str = "") -> str:
    """The figure itself, without unit but for %; null prints —."""
    value = reading.value.value if reading.value else None
    return words.rounded(value, word) if word else words.measure(value, reading.unit)


def amount(reading: Reading) -> str:
    """The figure with its unit: 96.0%, 4,450户."""
    return printed(reading) if reading.unit in words.PERCENT_UNITS else f"{printed(reading)}{reading.unit}"

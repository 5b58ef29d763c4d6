"""Deadlines and cut-offs around holidays and make-up days."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from demo import calendar


@pytest.mark.parametrize(
    ("period", "due"),
    [
        ("2025-W39", datetime(2025, 9, 29, 12)),
        ("2025-W40", datetime(2025, 10, 9, 12)),
        ("2026-W07", datetime(2026, 2, 24, 12)),
        ("2026-W08", datetime(2026, 2, 24, 12)),
        ("2025-09", datetime(2025, 10, 14, 17)),
        ("2026-02", datetime(2026, 3, 6, 17)),
        ("2025-Q3", datetime(2025, 10, 21, 17)),
    ],
)
def test_deadlines_move_to_the_next_working_day(period: str, due: datetime) -> None:
    assert calendar.due_at(period) == due


def test_the_report_follows_on_the_next_working_day() -> None:
    assert calendar.cutoff("2025-W40") == datetime(2025, 10, 10, 10)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("2026-W01", date(2025, 12, 29), date(2026, 1, 4)),
        ("2026-02", date(2026, 2, 1), date(2026, 2, 28)),
        ("2025-Q4", date(2025, 10, 1), date(2025, 12, 31)),
    ],
)
def test_periods_have_their_days(name: str, first: date, last: date) -> None:
    assert (calendar.period(name).first, calendar.period(name).last) == (first, last)


def test_periods_between_two_days() -> None:
    assert calendar.periods_between(date(2025, 12, 20), date(2026, 1, 5), "month") == ["2025-12", "2026-01"]
    assert calendar.periods_between(date(2025, 9, 22), date(2025, 10, 1), "week") == ["2025-W39", "2025-W40"]
    assert calendar.periods_between(date(2025, 9, 22), date(2025, 10, 1), "quarter") == ["2025-Q3", "2025-Q4"]

"""Periods and the days that they stand for."""

from datetime import date

import pytest

from report.errors import ReportError
from report.weeks import (
    IsoWeek,
    expected_period,
    period_end,
    period_label,
    period_of,
    reported_year,
    running_period,
    spoken,
)


@pytest.mark.parametrize("text", ["2026-W54", "2026W47", "2026-47", "2025-W53", ""])
def test_text_that_is_no_week_is_refused(text):
    with pytest.raises(ReportError):
        IsoWeek.parse(text)


def test_a_week_names_its_days_and_the_second_year_only_where_it_differs():
    assert IsoWeek(2026, 47).days == "2026年11月16日—11月22日"
    assert IsoWeek(2026, 1).days == "2025年12月29日—2026年1月4日"


def test_the_last_eight_weeks_cross_the_year():
    assert [str(week) for week in IsoWeek(2027, 1).last(3)] == ["2026-W52", "2026-W53", "2027-W01"]


@pytest.mark.parametrize(
    ("period", "end", "label"),
    [
        ("2026-W47", date(2026, 11, 22), "第47周"),
        ("2026-02", date(2026, 2, 28), "2026年2月"),
        ("2026-Q3", date(2026, 9, 30), "2026年第3季度"),
        ("2026-H2", date(2026, 12, 31), "2026年下半年"),
        ("2026", date(2026, 12, 31), "2026年"),
        ("x", None, "x"),
    ],
)
def test_a_period_has_an_end_and_a_name(period, end, label):
    assert period_end(period) == end
    assert period_label(period) == label


@pytest.mark.parametrize(
    ("kind", "week", "period"),
    [
        ("week", IsoWeek(2026, 47), "2026-W47"),
        ("month", IsoWeek(2026, 47), "2026-10"),
        ("month", IsoWeek(2026, 44), "2026-10"),
        ("month", IsoWeek(2026, 1), "2025-12"),
        ("quarter", IsoWeek(2026, 47), "2026-Q3"),
        ("half", IsoWeek(2026, 47), "2026-H1"),
        ("year", IsoWeek(2026, 47), "2025"),
        ("month", IsoWeek(2027, 4), "2027-01"),
    ],
)
def test_the_expected_period_is_the_last_one_that_has_ended(kind, week, period):
    assert expected_period(kind, week) == period


def test_a_running_period_is_known_by_its_first_day():
    assert running_period("quarter", date(2026, 10, 1)) == ("2026-Q4", date(2026, 12, 31))
    assert running_period("half", date(2026, 7, 1)) == ("2026-H2", date(2026, 12, 31))
    assert running_period("year", date(2026, 1, 1)) == ("2026", date(2026, 12, 31))


def test_period_keys_in_a_sentence_are_spoken_and_dates_are_left():
    assert (
        spoken("AH06 2026-W42、2026-W43 未报送，AG03 2026-10，自2026-10-05")
        == "AH06 第42周、第43周 未报送，AG03 2026年10月，自2026-10-05"
    )


@pytest.mark.parametrize(
    ("period_type", "period"),
    [("week", "2027-W01"), ("month", "2027-01"), ("quarter", "2027-Q1"), ("half", "2027-H1"), ("year", "2027")],
)
def test_a_day_lies_in_one_period_of_each_type(period_type, period):
    assert period_of(period_type, date(2027, 1, 4)) == period


@pytest.mark.parametrize(
    ("week", "year"),
    [(IsoWeek(2026, 53), "2026"), (IsoWeek(2027, 1), "2026"), (IsoWeek(2027, 3), "2026"), (IsoWeek(2027, 4), "2027")],
)
def test_in_january_the_year_reported_on_is_the_one_that_is_over(week, year):
    assert reported_year(week) == year

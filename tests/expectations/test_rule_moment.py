"""A cut-off decides its week, its day, the report before, and what is overdue, by working days."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest

from expectations.errors import JudgementError
from expectations.moment import Moment


def test_a_common_tuesday() -> None:
    assert Moment.of(datetime(2026, 11, 24, 10)) == Moment(
        datetime(2026, 11, 24, 10), datetime(2026, 11, 17, 10), "2026-W47", date(2026, 11, 22)
    )


def test_before_the_cut_off_the_week_is_not_complete() -> None:
    assert Moment.of(datetime(2026, 11, 24, 9, 59)).week == "2026-W46"


def test_weeks_around_spring_festival_share_a_cut_off_and_the_one_before_is_older() -> None:
    moment = Moment.of(datetime(2026, 2, 25, 10))
    assert (moment.week, moment.day) == ("2026-W08", date(2026, 2, 22))
    assert moment.previous_cutoff == datetime(2026, 2, 10, 10)


@pytest.mark.parametrize(
    ("count", "first_not_overdue"),
    [
        (5, date(2026, 11, 13)),  # 16–20 November are five working days
        (22, date(2026, 10, 21)),
        (0, date(2026, 11, 20)),  # the day itself is a Sunday
    ],
)
def test_overdue_counts_working_days(count: int, first_not_overdue: date) -> None:
    assert Moment.of(datetime(2026, 11, 24, 10)).more_workdays_ago_than(count) == first_not_overdue


def test_holidays_are_no_working_days() -> None:
    # 1–7 October 2026 are off, 10 October (a Saturday) is worked.
    moment = Moment.of(datetime(2026, 10, 13, 10))
    assert moment.day == date(2026, 10, 11)
    assert moment.more_workdays_ago_than(3) == date(2026, 9, 30)


def test_a_cut_off_with_a_time_zone_is_refused() -> None:
    with pytest.raises(JudgementError, match="time zone"):
        Moment.of(datetime(2026, 11, 24, 10, tzinfo=timezone(timedelta(hours=8))))

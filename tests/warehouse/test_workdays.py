"""Working days, deadlines and report cut-offs around holidays with make-up days."""

from datetime import date, datetime

import pytest

from warehouse import workdays
from warehouse.errors import SettingsError


@pytest.mark.parametrize(
    ("week", "due", "cutoff"),
    [
        pytest.param("2026-W46", datetime(2026, 11, 16, 12), datetime(2026, 11, 17, 10), id="ordinary week"),
        pytest.param("2025-W39", datetime(2025, 9, 29, 12), datetime(2025, 9, 30, 10), id="before National Day"),
        pytest.param("2025-W40", datetime(2025, 10, 9, 12), datetime(2025, 10, 10, 10), id="National Day"),
        pytest.param("2026-W07", datetime(2026, 2, 24, 12), datetime(2026, 2, 25, 10), id="Spring Festival"),
    ],
)
def test_deadline_and_cutoff_move_over_holidays(week: str, due: datetime, cutoff: datetime) -> None:
    assert workdays.deadline(week) == due
    assert workdays.report_cutoff(week) == cutoff


def test_a_make_up_saturday_is_a_working_day() -> None:
    assert workdays.is_workday(date(2026, 2, 14))
    assert not workdays.is_workday(date(2026, 2, 16))


def test_a_year_without_a_notice_falls_back_to_statutory_days_and_says_so() -> None:
    day = workdays.describe(date(2031, 10, 1))
    assert (day.is_workday, day.is_published) == (False, False)
    assert workdays.describe(date(2031, 10, 15)).is_workday


def test_fifth_working_day_of_october_lies_after_the_holiday() -> None:
    assert workdays.nth_workday(date(2025, 10, 1), 5) == date(2025, 10, 14)


def test_last_complete_week_waits_for_its_cutoff() -> None:
    assert workdays.last_complete_week(datetime(2026, 11, 24, 9, 59)) == "2026-W46"
    assert workdays.last_complete_week(datetime(2026, 11, 24, 10, 0)) == "2026-W47"


def test_a_wrong_week_is_refused_with_its_form() -> None:
    with pytest.raises(SettingsError, match="2026-W47"):
        workdays.week_start("2026-47")

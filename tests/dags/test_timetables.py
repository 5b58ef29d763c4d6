"""Timetables around 国庆 2025 and 春节 2026, by the State Council's notices."""

from __future__ import annotations

from datetime import datetime, time
from itertools import pairwise

import pytest


@pytest.fixture(scope="module")
def timetables():
    from dags import timetables

    return timetables


def runs(timetables, table, first: datetime, last: datetime) -> list[tuple[datetime, datetime, datetime]]:
    """(interval start, interval end, earliest start) of every run that a backfill of these dates would make."""
    from airflow.timetables.base import TimeRestriction

    restriction = TimeRestriction(timetables.aware(first), timetables.aware(last), catchup=True)
    found, before = [], None
    while info := table.next_dagrun_info(last_automated_data_interval=before, restriction=restriction):
        before = info.data_interval
        found.append((timetables.wall(before.start), timetables.wall(before.end), timetables.wall(info.run_after)))
    return found


@pytest.mark.parametrize(("monday", "report"), [
    pytest.param(datetime(2025, 9, 22), datetime(2025, 9, 30, 10), id="ordinary week before the holiday"),
    pytest.param(datetime(2025, 9, 29), datetime(2025, 10, 10, 10), id="国庆: deadline moves from 6 to 9 October"),
    pytest.param(datetime(2025, 10, 6), datetime(2025, 10, 14, 10), id="week within the holiday, due after it"),
    pytest.param(datetime(2025, 12, 22), datetime(2025, 12, 30, 10), id="year's end"),
    pytest.param(datetime(2026, 2, 2), datetime(2026, 2, 10, 10), id="week before 春节"),
    pytest.param(datetime(2026, 2, 9), datetime(2026, 2, 25, 10), id="春节: deadline moves from 16 to 24 February"),
    pytest.param(datetime(2026, 2, 16), datetime(2026, 2, 25, 10, 0, 1), id="春节: same cut-off as the week before"),
    pytest.param(datetime(2026, 2, 23), datetime(2026, 3, 3, 10), id="week after 春节"),
])
def test_a_weeks_report_moves_by_working_days(timetables, monday, report):
    found = runs(timetables, timetables.ReportWeekTimetable(), monday, monday)
    assert [(start, at) for start, _, at in found] == [(monday, report)]


def test_every_week_has_its_own_run(timetables):
    found = runs(timetables, timetables.ReportWeekTimetable(), datetime(2025, 9, 22), datetime(2026, 3, 16))
    assert len(found) == 26
    assert all(end == start_of_next for (_, end, _), (start_of_next, _, _) in pairwise(found))
    assert len({at for _, _, at in found}) == 26


def test_make_up_days_are_working_days_and_holidays_are_not(timetables):
    found = runs(timetables, timetables.WorkingDayTimetable(6), datetime(2025, 9, 26), datetime(2025, 10, 13))
    assert [at.date().isoformat() for _, _, at in found] == [
        "2025-09-28", "2025-09-29", "2025-09-30", "2025-10-09", "2025-10-10", "2025-10-11", "2025-10-13"]


def test_a_monthly_deadline_has_a_moment_of_its_own(timetables):
    table = timetables.WorkingDayTimetable(6, [("month", 5, time(16))])
    found = runs(timetables, table, datetime(2025, 10, 13), datetime(2025, 10, 14, 12))
    assert [at for _, _, at in found] == [datetime(2025, 10, 14, 6), datetime(2025, 10, 14, 16)]


@pytest.mark.parametrize(("monday", "report"), [
    pytest.param(datetime(2025, 9, 1), datetime(2025, 9, 9, 11), id="due on Friday 5 September, told on Tuesday"),
    pytest.param(datetime(2025, 10, 13), datetime(2025, 10, 21, 11), id="国庆: due on 14 October, after that Tuesday"),
    pytest.param(datetime(2026, 1, 5), datetime(2026, 1, 13, 11), id="元旦: due on 9 January"),
    pytest.param(datetime(2026, 2, 2), datetime(2026, 2, 10, 11), id="春节 comes later: due on 6 February"),
])
def test_the_work_report_follows_the_first_weekly_report_after_the_monthly_deadline(timetables, monday, report):
    found = runs(timetables, timetables.MonthlyReportTimetable(5, time(17), 60), monday, monday)
    assert [(start, at) for start, _, at in found] == [(monday, report)]


def test_every_month_has_one_work_report(timetables):
    table = timetables.MonthlyReportTimetable(5, time(17), 60)
    found = runs(timetables, table, datetime(2024, 1, 1), datetime(2026, 12, 31))
    assert [(at.year, at.month) for _, _, at in found] == [
        (year, month) for year in (2024, 2025, 2026) for month in range(1, 13)]


def test_a_work_report_started_by_hand_is_the_last_one_that_was_due(timetables):
    table = timetables.MonthlyReportTimetable(5, time(17), 60)
    interval = table.infer_manual_data_interval(run_after=timetables.aware(datetime(2026, 2, 10, 10, 30)))
    assert timetables.wall(interval.start) == datetime(2026, 1, 5)


def test_a_run_by_hand_takes_the_last_complete_week(timetables):
    table = timetables.ReportWeekTimetable()
    interval = table.infer_manual_data_interval(run_after=timetables.aware(datetime(2026, 2, 25, 10, 30)))
    assert timetables.wall(interval.start) == datetime(2026, 2, 16)


def test_without_catch_up_weeks_that_share_a_cut_off_are_both_reported(timetables):
    from airflow.timetables.base import DataInterval

    table = timetables.ReportWeekTimetable()
    moment = datetime(2026, 2, 25, 10, 5)
    first = table.newest(moment)
    before = DataInterval(timetables.aware(datetime(2026, 2, 2)), timetables.aware(datetime(2026, 2, 9)))
    assert max(first, table.after(table.slot(before))) == datetime(2026, 2, 9)
    assert table.after(first) == datetime(2026, 2, 16)


def test_simulated_time_schedules_nothing_by_itself(timetables):
    from airflow.timetables.base import TimeRestriction

    asleep = TimeRestriction(timetables.aware(datetime(2025, 1, 1)), None, catchup=False)
    for table in (timetables.WorkingDayTimetable(6, automatic=False), timetables.ReportWeekTimetable(automatic=False),
                  timetables.MonthlyReportTimetable(5, time(17), 60, automatic=False)):
        assert table.next_dagrun_info(last_automated_data_interval=None, restriction=asleep) is None
    assert runs(timetables, timetables.ReportWeekTimetable(automatic=False), datetime(2026, 1, 5), datetime(2026, 1, 5))


@pytest.mark.parametrize("table", ["days", "weeks", "months"])
def test_a_timetable_survives_airflows_database(timetables, table):
    made = {"days": timetables.WorkingDayTimetable(6, [("month", 5, time(16))], automatic=False),
            "weeks": timetables.ReportWeekTimetable(automatic=False),
            "months": timetables.MonthlyReportTimetable(5, time(17), 60, automatic=False)}[table]
    again = type(made).deserialize(made.serialize())
    assert again.serialize() == made.serialize()

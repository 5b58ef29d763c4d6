"""The cycle's calendar: deadlines, cut-offs and pulls around holidays."""

from __future__ import annotations

from datetime import datetime

import pytest

import contracts
from pipeline import weeks
from pipeline.weeks import Week


@pytest.mark.parametrize(("name", "deadline", "cutoff", "pull_at"), [
    pytest.param("2026-W46", datetime(2026, 11, 16, 12), datetime(2026, 11, 17, 10), datetime(2026, 11, 16, 6),
                 id="ordinary"),
    pytest.param("2025-W40", datetime(2025, 10, 9, 12), datetime(2025, 10, 10, 10), datetime(2025, 10, 9, 6),
                 id="国庆"),
    pytest.param("2026-W07", datetime(2026, 2, 24, 12), datetime(2026, 2, 25, 10), datetime(2026, 2, 16, 6),
                 id="春节: pulled on its own Monday, as a pull on the 24th would be the next week's"),
    pytest.param("2026-W08", datetime(2026, 2, 24, 12), datetime(2026, 2, 25, 10), datetime(2026, 2, 24, 6),
                 id="春节: the later of two weeks with one deadline"),
])
def test_a_weeks_moments_move_by_working_days(name, deadline, cutoff, pull_at):
    week = Week(name)
    assert (week.deadline, week.cutoff, week.pull_at) == (deadline, cutoff, pull_at)


def test_weeks_with_one_cut_off_form_one_cycle():
    assert [str(week) for week in weeks.sharing_cutoff(Week("2026-W08"))] == ["2026-W07", "2026-W08"]
    assert weeks.sharing_cutoff(Week("2026-W09")) == [Week("2026-W09")]
    assert Week("2026-W08").opens == Week("2026-W06").cutoff


@pytest.mark.parametrize(("moment", "week"), [
    (datetime(2026, 11, 17, 10), "2026-W46"),
    (datetime(2026, 11, 17, 10, 0, 1), "2026-W47"),
    (datetime(2026, 2, 12, 9), "2026-W08"),
])
def test_the_week_under_way_is_the_one_reported_next(moment, week):
    assert str(weeks.open_at(moment)) == week


def test_a_monthly_dataset_is_pulled_an_hour_before_its_own_deadline():
    trace = next(contract for contract in contracts.load_all() if contract.dataset == "AG03")
    assert weeks.own_pulls(trace, Week("2026-W44")) == []
    assert weeks.own_pulls(trace, Week("2026-W45")) == [datetime(2026, 11, 6, 16)]


def test_every_month_has_exactly_one_monthly_pull():
    trace = next(contract for contract in contracts.load_all() if contract.dataset == "AG03")
    cycles = {week.cutoff: week for week in weeks.between("2025-W37", "2026-W36")}
    pulls = sorted(at for week in cycles.values() for at in weeks.own_pulls(trace, week))
    months = [(at.year, at.month) for at in pulls]
    assert len(months) == len(set(months)) == 12


def test_moments_come_in_order_of_time_and_end_at_the_cut_off():
    moments = weeks.moments(Week("2026-W45"), contracts.load_all())
    assert [moment.at for moment in moments] == [
        datetime(2026, 11, 6, 16), datetime(2026, 11, 9, 6), datetime(2026, 11, 10, 10)]
    assert [moment.submitters for moment in moments] == [
        ("agriculture", "market_supervision"), ("agriculture", "market_supervision"),
        ("animal_husbandry", "food_safety_office")]

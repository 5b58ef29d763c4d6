"""A platform that is down and a file that cannot be read: the report comes out, and says what is missing and why."""

from __future__ import annotations

import os

import pandas as pd
import pytest
from county import COUNTY, County, owed_weekly

WEEK = "2025-W45"
CORRUPTED = "2025年第45周屠宰检疫统计表.xls"
_OWED = """
    select dataset, submitter, period, timeliness, content, cause
    from quality.expected_submission
    where period = %(week)s order by dataset
"""


@pytest.fixture(scope="module")
def broken_week(ordinary: County) -> pd.DataFrame:
    """The week's obligations after a cycle in which the platform did not answer and one workbook was cut off."""
    ordinary.run("demo", "stop")
    path = ordinary.inbox / "animal_husbandry" / CORRUPTED
    whole, arrived = path.read_bytes(), path.stat().st_mtime
    path.write_bytes(whole[: len(whole) // 3])
    os.utime(path, (arrived, arrived))
    ordinary.run("pipeline", "catchup", "--from", ordinary.first, "--to", WEEK)
    ordinary.run("demo", "start")
    return ordinary.query(_OWED, week=WEEK)


def test_the_platforms_obligations_say_that_it_could_not_be_reached(broken_week: pd.DataFrame) -> None:
    platform = broken_week[broken_week["submitter"] == "market_supervision"]
    assert sorted(platform["dataset"]) == sorted(owed_weekly("market_supervision"))
    assert set(platform["timeliness"]) == {"缺报"}
    assert set(platform["cause"]) == {"源系统不可达"}


def test_the_cut_off_workbook_is_refused_with_its_cause(broken_week: pd.DataFrame, ordinary: County) -> None:
    refused = broken_week.set_index("dataset").loc["AH03"]
    assert (refused["timeliness"], refused["content"], refused["cause"]) == ("按时", "退回", "文件无法读取")
    kept = ordinary.query("select state, facts from quality.submission_ledger where dataset = 'AH03'"
                          " and period = %(week)s", week=WEEK)
    assert kept["state"].tolist() == ["已退回"]


def test_everything_else_is_complete(broken_week: pd.DataFrame, ordinary: County) -> None:
    others = broken_week[(broken_week["submitter"] != "market_supervision") & (broken_week["dataset"] != "AH03")]
    world, _ = ordinary.planted
    sent = {item.dataset for item in world.deliveries if item.period == WEEK}
    pulled = owed_weekly("agriculture")
    assert set(others.loc[others["content"].isin(["有数据", "零报"]), "dataset"]) == (sent | pulled) - {"AH03"}


def test_the_weeks_report_comes_out_and_names_both(broken_week: pd.DataFrame, ordinary: County) -> None:
    page = (ordinary.reports / WEEK / COUNTY / "周报.html").read_text(encoding="utf-8")
    assert "源系统不可达" in page
    assert "文件无法读取" in page
    assert len(broken_week) >= 14

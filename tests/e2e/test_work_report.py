"""The work report of the ordinary county: what it prints is what the departments delivered."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO

import pandas as pd
import pytest
from county import COUNTY, County
from openpyxl import load_workbook

import contracts
from demo import truth
from report.weeks import IsoWeek, period_end
from report.work import data, proof, prose
from report.work.model import ABSENT, TRUSTED, Reading, WorkData
from report.work.prose import Draft

KEY = ["indicator_code", "breakdown_code", "period_type", "period"]
NUMBERS = ["numerator", "denominator", "value"]


@pytest.fixture(scope="module")
def told(ordinary: County) -> Iterator[tuple[WorkData, Draft]]:
    """The report's data and text as of the county's last cut-off, read as the role that reads marts."""
    cutoff = ordinary.cutoffs()[-1].to_pydatetime()
    with ordinary.connect("office") as connection:
        read = data.load(connection, IsoWeek.parse(ordinary.last), cutoff, COUNTY, contracts.load_all())
        yield data.with_sources(connection, read, proof.used(prose.compose(read))), prose.compose(read)


def test_every_figure_that_the_work_report_stands_on_equals_its_recomputation(
    ordinary: County, told: tuple[WorkData, Draft]
) -> None:
    read, _ = told
    built, _ = ordinary.planted
    true = truth.indicators(built, read.cutoff)
    true = true[true["region_code"] == COUNTY].set_index(KEY)[NUMBERS].astype(float)
    values = [reading.value for reading in _readings(told) if reading.value is not None]
    rows = [[getattr(value, name) for name in ("indicator", "breakdown", *KEY[2:], *NUMBERS)] for value in values]
    shown = pd.DataFrame(rows, columns=KEY + NUMBERS).drop_duplicates(KEY).set_index(KEY).astype(float)
    assert len(shown) > 40
    beside = shown.join(true, suffixes=("", "_true"))
    for name in NUMBERS:
        gap = (beside[name].fillna(-1) - beside[f"{name}_true"].fillna(-1)).abs()
        assert gap.max() <= 0.011, beside[gap > 0.011].to_string()


def test_a_figure_is_absent_only_for_an_empty_denominator_or_a_period_before_the_first_week(
    ordinary: County, told: tuple[WorkData, Draft]
) -> None:
    begun = IsoWeek.parse(ordinary.first).monday
    absent = [one for one in _readings(told) if one.status == ABSENT and one.reason != "分母为零"]
    assert [one for one in absent if (period_end(one.period) or begun) >= begun] == []


def test_every_trusted_figure_has_submissions_behind_it(told: tuple[WorkData, Draft]) -> None:
    read, _ = told
    bare = {one.code for one in _readings(told) if one.status == TRUSTED and not read.behind(one)}
    assert bare <= {"U01", "U02"}


def test_the_command_writes_both_files_with_the_same_bytes_twice(ordinary: County) -> None:
    folder = ordinary.reports / ordinary.last / COUNTY
    found = []
    for _ in range(2):
        ordinary.run("report", "work", "--county", COUNTY)
        found.append([(folder / name).read_bytes() for name in ("创建工作汇报.docx", "取数依据.xlsx")])
    assert found[0] == found[1]
    assert load_workbook(BytesIO(found[0][1]))[proof.SUBMISSIONS].max_row > proof.HEADER_ROW + 100


def _readings(told: tuple[WorkData, Draft]) -> list[Reading]:
    _, draft = told
    readings = [reading for one in draft.figures.values() for reading in (*one.readings, *one.beside)]
    return readings + [tested.reading for one in draft.claims.values() for tested in one.tested]

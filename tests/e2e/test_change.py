"""Why a number changed, and a past publication made again: one cell is corrected and one limit changed in between."""

from __future__ import annotations

import os
import shutil
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from county import COUNTY, County

from warehouse import settings

BEFORE, NOW = "2025-W40", "2025-W41"
CUTOFFS = {BEFORE: datetime(2025, 10, 10, 10), NOW: datetime(2025, 10, 14, 10)}
#: AH04 as a CSV file: kilograms certified at a plant in September belong to the finished month of A08's plant side.
FILE, CORRECTED_ON = "2025年第40周动物检疫证明.csv", datetime(2025, 10, 11, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
FIGURE = {"indicator_code": "A08", "breakdown_code": "slaughter", "period": "2025-09"}
MORE_KG = Decimal("100.5")
#: Complaints are due after 30 instead of 45 working days: E12 alone asks for that.
LIMIT, LIMITED = "kind,workdays\n投诉,30\n", "E12"
STEPS = ("规则", "程序", "后到", "更正", "隔离或放行")
_VALUE = """
    select numerator from marts.fct_indicator_value
    where indicator_code = %(indicator_code)s and breakdown_code = %(breakdown_code)s and period = %(period)s
        and region_code = %(county)s and as_of <= %(cutoff)s
    order by as_of desc limit 1
"""
_CHANGES = "select * from marts.fct_indicator_change where as_of = %(cutoff)s order by step_no"
_KEY = ["county_code", "indicator_code", "region_code", "breakdown_type", "breakdown_code", "period_type", "period"]
_PUBLISHED = f"""
    select distinct on ({', '.join(_KEY)}) {', '.join(_KEY)}, numerator, denominator
    from marts.fct_indicator_value where as_of <= %(cutoff)s order by {', '.join(_KEY)}, as_of desc
"""


@dataclass(frozen=True)
class Change:
    """The county after its second week, what its first report was, and how it is asked with the changed limit."""

    county: County
    report: dict[str, bytes]
    deployment: dict[str, str]

    def value(self, week: str) -> Decimal:
        """The corrected figure's numerator as published at a week's cut-off."""
        found = self.county.query(_VALUE, **FIGURE, county=COUNTY, cutoff=CUTOFFS[week])
        return Decimal(str(found.numerator[0]))

    def steps(self, **of: str):
        """Rows of the waterfall of the second week."""
        rows = self.county.query(_CHANGES, cutoff=CUTOFFS[NOW])
        for column, value in of.items():
            rows = rows[rows[column] == value]
        return rows


def _correct(folder: Path) -> None:
    """Send the file again with more kilograms in one certificate of September."""
    given = (folder / FILE).read_bytes()
    encoding = "utf-8-sig" if given.startswith(BOM_UTF8) else "gb18030"
    lines = given.decode(encoding).splitlines(keepends=True)
    head = next(number for number, line in enumerate(lines) if "检疫证明编号" in line)
    columns = lines[head].strip().split(",")
    number = next(number for number, line in enumerate(lines) if "产品B,2025-09-29" in line and ",公斤," in line)
    cells = lines[number].split(",")
    cells[columns.index("数量")] = str(Decimal(cells[columns.index("数量")]) + MORE_KG)
    lines[number] = ",".join(cells)
    path = folder / FILE.replace(".csv", "（更正）.csv")
    path.write_bytes("".join(lines).encode(encoding))
    os.utime(path, (CORRECTED_ON.timestamp(), CORRECTED_ON.timestamp()))


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def change() -> Iterator[Change]:
    county = County("ordinary", BEFORE, BEFORE, NOW)
    try:
        county.run("demo", "up")
        county.run("pipeline", "catchup", "--from", BEFORE, "--to", BEFORE)
        report = _files(county.reports / BEFORE / COUNTY)
        _correct(county.inbox / "animal_husbandry")
        shutil.copytree(settings.load().root / "demo" / "deployment", county.home / "deployment")
        (county.home / "deployment" / "seeds" / "complaint_limit.csv").write_text(LIMIT, encoding="utf-8")
        deployment = {"DEPLOYMENT": str(county.home / "deployment")}
        county.run("pipeline", "catchup", "--from", NOW, "--to", NOW, **deployment)
        yield Change(county, report, deployment)
    finally:
        county.close()


def test_the_figure_moves_by_what_was_corrected_and_the_earlier_value_stays_readable(change: Change) -> None:
    assert change.value(NOW) - change.value(BEFORE) == MORE_KG


def test_the_move_is_put_down_to_the_correction_alone(change: Change) -> None:
    steps = change.steps(**FIGURE)
    assert tuple(steps.step) == STEPS
    assert dict(zip(steps.step, steps.numerator_delta, strict=True)) == {
        **dict.fromkeys(STEPS, 0), "更正": float(MORE_KG)}
    assert set(steps.denominator_delta) == {0}


def test_a_changed_limit_is_put_down_to_the_rules(change: Change) -> None:
    ruled = change.steps(step="规则")
    moved = ruled[(ruled.numerator_delta != 0) | (ruled.denominator_delta.fillna(0) != 0)]
    assert set(moved.indicator_code) == {LIMITED}
    # What was published before is where the first recomputation starts.
    assert set(moved.period) <= {"2025-W39", BEFORE}


def test_nothing_else_is_told_of_rules_program_or_quarantine(change: Change) -> None:
    for step in ("程序", "隔离或放行"):
        assert set(change.steps(step=step).numerator_delta) == {0}


def test_the_steps_of_every_figure_add_up_to_its_change(change: Change) -> None:
    steps = change.steps()
    assert len(steps) > 100
    before, now = (change.county.query(_PUBLISHED, cutoff=CUTOFFS[week]).set_index(_KEY) for week in (BEFORE, NOW))
    sums = steps.groupby(_KEY)[["numerator_delta", "denominator_delta", "value_delta"]].sum()
    ends = steps.groupby(_KEY)[["value_before", "value_after"]].agg(list)
    for part in ("numerator", "denominator"):
        change_of = now[part].reindex(sums.index).fillna(0) - before[part].reindex(sums.index).fillna(0)
        assert (sums[f"{part}_delta"] - change_of).abs().max() < 1e-6
    assert len(ends) == len(sums)
    exact = change.county.execute(f"""
        select count(*) from (
            select sum(value_delta) as moved,
                coalesce((array_agg(value_after order by step_no desc))[1], 0) as last,
                coalesce((array_agg(value_before order by step_no) filter (where step_no = 2))[1], 0) as first
            from marts.fct_indicator_change where as_of = %s group by {', '.join(_KEY)}
        ) as figure where moved <> last - first""", [CUTOFFS[NOW]])
    assert exact == [(0,)]


def test_a_figure_that_is_not_told_has_not_changed(change: Change) -> None:
    told = set(change.steps()[_KEY].itertuples(index=False, name=None))
    before, now = (change.county.query(_PUBLISHED, cutoff=CUTOFFS[week]).set_index(_KEY) for week in (BEFORE, NOW))
    both = before.join(now, suffixes=("", "_now"))
    moved = both[(both.numerator != both.numerator_now) & (both.index.get_level_values("indicator_code") != "G02")]
    assert set(moved.index) <= told


def test_the_first_week_comes_again_as_it_was_published_though_the_limit_is_another_one(change: Change) -> None:
    county = change.county
    kept = "select md5(string_agg(v::text, '|' order by v::text)) from marts.fct_indicator_value as v"
    published = county.execute(kept)
    said = county.run("pipeline", "build", BEFORE, "--as-published", **change.deployment)
    assert f"{BEFORE}: as published" in said
    assert f"{len(change.report)} equal" in said
    made = county.home / "warehouse" / "as-published" / "reports" / BEFORE / COUNTY
    assert _files(made) == _files(county.reports / BEFORE / COUNTY) == change.report
    assert county.execute(kept) == published
    assert county.execute("select cutoff from quality.standing") == [(CUTOFFS[NOW],)]
    assert county.execute("select workdays from reference.complaint_limit where kind = '投诉'") == [(30,)]

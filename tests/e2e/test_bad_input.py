"""A week of bad input: each piece gets its finding or its refusal, and everything else goes through to the report."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from county import COUNTY, County, owed_weekly
from openpyxl import load_workbook

import contracts
from demo.systems import file_defects
from demo.systems.defects import FileDefect

WEEK = "2025-W46"
SCRIPT, FORMULA, QUOTED = '<script>alert("x")</script>', '=HYPERLINK("http://a.example","点我")', "老'李\"饭庄"
#: Dataset → what the finding says about its delivery.
REFUSED = {"AH04": "编码不是 UTF-8 或 GB18030", "AH05": "压缩比异常", "AH06": "展开后超过允许的大小",
           "FS03": "文件名含路径"}
COMPLETE = owed_weekly("agriculture") | {"AH03", "FS02"}


def _only(folder: Path, part: str) -> Path:
    """The file of the week whose name holds `part`."""
    found = [path for path in folder.iterdir() if part in path.name and "46" in path.name and "修改" not in path.name]
    assert len(found) == 1, found
    return found[0]


def _spoil(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Rewrite a file without changing the time at which it arrived."""
    arrived = path.stat().st_mtime
    path.write_bytes(change(path.read_bytes()))
    os.utime(path, (arrived, arrived))


def _rename_parties(path: Path) -> None:
    """Names with markup, a formula and quotes in the first three bindings of a township."""
    arrived, book = path.stat().st_mtime, load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if sheet.max_row > 10)
    field = next(item for item in contracts.load_all() if item.dataset == "FS02").field("entity_name")
    head = next(cell for row in sheet.iter_rows(max_row=6) for cell in row
                if "".join(str(cell.value).split()) in field.headers)
    bindings = [row[0].row for row in sheet.iter_rows() if any(str(cell.value).startswith("BB") for cell in row)]
    for line, name in zip(bindings, (SCRIPT, FORMULA, QUOTED), strict=False):
        cell = sheet.cell(line, head.column)
        cell.value, cell.data_type = name, "s"
    book.save(path)
    os.utime(path, (arrived, arrived))


@pytest.fixture(scope="module")
def bad_week(ordinary: County) -> pd.DataFrame:
    """Findings F03 of the week's report, after a cycle with spoilt files and a wrong secret."""
    husbandry, office = ordinary.inbox / "animal_husbandry", ordinary.inbox / "food_safety_office"
    _spoil(_only(husbandry, "动物检疫证明"), lambda content: "乱码".encode("utf-16") + content)
    _spoil(_only(husbandry, "无害化处理台账"), lambda content: file_defects.on_bytes(
        content, "xlsx", {FileDefect.ZIP_BOMB: {}}))
    _spoil(_only(husbandry, "养殖死亡报告"), lambda content: file_defects.on_bytes(
        content, "xlsx", {FileDefect.OVERSIZE: {"megabytes": 200}}))
    visits = _only(office, "督导")
    visits.rename(visits.with_name(file_defects.file_name(visits.name, {FileDefect.UNSAFE_NAME: {}})))
    _rename_parties(_only(office, "包保责任台账"))
    ordinary.run("pipeline", "catchup", "--from", ordinary.first, "--to", WEEK, DEMO_API_SECRET="not-the-secret")
    return ordinary.query("select dataset, observed from quality.finding_seen where condition = 'F03'"
                          " and business_key like '%%' || %(week)s", week=WEEK)


def test_each_unreadable_delivery_has_its_finding(bad_week: pd.DataFrame) -> None:
    told = dict(zip(bad_week["dataset"], bad_week["observed"], strict=True))
    assert {name: told.get(name) for name in REFUSED} == REFUSED


def test_the_refused_token_is_told_for_every_dataset_of_the_platform(bad_week: pd.DataFrame) -> None:
    told = bad_week[bad_week["dataset"].str.startswith("MS")]
    assert sorted(told["dataset"]) == sorted(owed_weekly("market_supervision"))
    assert told["observed"].str.startswith("口令被拒绝").all()


def test_everything_else_goes_through(bad_week: pd.DataFrame, ordinary: County) -> None:
    owed = ordinary.query("select dataset, timeliness, content from quality.expected_submission"
                          " where period = %(week)s", week=WEEK).set_index("dataset")
    assert len(bad_week)
    assert set(owed.index[owed["content"] == "有数据"]) == COMPLETE


def test_hostile_names_are_printed_as_text(bad_week: pd.DataFrame, ordinary: County) -> None:
    assert len(bad_week)
    landed = ordinary.query("select entity_name from intermediate.int_fs_binding_current")["entity_name"]
    assert {SCRIPT, FORMULA, QUOTED} <= set(landed)
    folder = ordinary.reports / WEEK / COUNTY
    assert SCRIPT not in (folder / "周报.html").read_text(encoding="utf-8")
    cells = [cell for sheet in load_workbook(folder / "附件_食安办.xlsx") for row in sheet.iter_rows() for cell in row]
    assert not [cell.coordinate for cell in cells if cell.data_type == "f"]
    assert any(SCRIPT in str(cell.value) for cell in cells)

"""Rows whose fill colour alone says a status."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import xlsxwriter
import xlwt

from extract.readers import workbook
from tests.extract.books import rows_of

ARRIVED = datetime(2026, 11, 23, 9, 0)


def _coloured_xlsx(path: Path, header: list[str], rows: list[tuple[list, str | None]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Sheet1")
        sheet.write_row(0, 0, header)
        for number, (values, colour) in enumerate(rows, start=1):
            look = book.add_format({"bg_color": colour}) if colour else None
            sheet.write_row(number, 0, values, look)
    return path


def _coloured_xls(path: Path, header: list[str], rows: list[tuple[list, str | None]]) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("Sheet1")
    palette = {"#92D050": 0x21, "#FF0000": 0x22}
    for colour, index in palette.items():
        book.set_colour_RGB(index, *bytes.fromhex(colour[1:]))
        xlwt.add_palette_colour(f"own{index}", index)
    for column, text in enumerate(header):
        sheet.write(0, column, text)
    for number, (values, colour) in enumerate(rows, start=1):
        look = xlwt.easyxf(f"pattern: pattern solid, fore_colour own{palette[colour]}" if colour else "")
        for column, value in enumerate(values):
            sheet.write(number, column, value, look)
    book.save(str(path))
    return path


@pytest.mark.parametrize("write", [_coloured_xlsx, _coloured_xls], ids=["xlsx", "xls"])
def test_a_rows_colour_is_its_value_where_the_contract_says_so(tmp_path, by_dataset, write):
    header = ["指标编码", "版本", "类别", "指标内容", "分值", "牵头单位"]
    rows = [(["25J001", "2025版", "基本项", "制度健全", 1, "县食安办"], "#92D050"),
            (["25J002", "2025版", "基本项", "人员到位", 1, "县食安办"], "#FF0000"),
            (["25J003", "2025版", "基本项", "经费到位", 1, "县食安办"], None)]
    path = write(tmp_path / f"创建指标.{write.__name__.rsplit('_', 1)[1]}", header, rows)
    reading = workbook.read(path, by_dataset["FS10"], ARRIVED)
    assert [row["status"] for row in rows_of(reading)] == ["#92D050", "#FF0000", None]
    assert "status" not in reading.facts["missing_headers"]


def test_a_written_status_counts_before_the_colour_of_its_cell(tmp_path, by_dataset):
    header = ["指标编码", "版本", "类别", "指标内容", "分值", "状态"]
    rows = [(["25J001", "2025版", "基本项", "制度健全", 1, "推进中"], "#92D050"),
            (["25J002", "2025版", "基本项", "人员到位", 1, ""], "#92D050")]
    reading = workbook.read(_coloured_xlsx(tmp_path / "创建指标.xlsx", header, rows), by_dataset["FS10"], ARRIVED)
    assert [row["status"] for row in rows_of(reading)] == ["推进中", "#92D050"]

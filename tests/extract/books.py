"""Small workbooks as departments write them, real .xls and .xlsx files, and what a reader made of one."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

#: (first row, first column, last row, last column), counted from 0.
Merge = tuple[int, int, int, int]
Sheets = dict[str, tuple[list[list[Any]], list[Merge]]]

SLAUGHTER = [
    ["川安县生猪屠宰检疫统计周报表"],
    ["填报单位：县畜牧兽医中心", None, None, "统计时间：2026.11.16-11.22", None, "单位：头、公斤"],
    ["屠宰企业", "屠宰代码", "畜种", "日期", "入场", None, None, "待宰死亡", "屠宰数量"],
    [None, None, None, None, "头数", "证明份数", "证载头数", None, None],
    ["川安县宏泰屠宰厂", "A62089901", "猪", 46342, 182, 9, "182", 1, 180],
    [None, None, None, "11.17", "１７６", 9, 176, "-", 174],
    ["平川屠宰点", "B62089901", "羊", 46344, "1\u2009200", 3, 30, "/", 1200],
    ["合 计", None, None, None, 1558, 21, 388, 1, 1554],
    ["填报人：马志远", None, "审核人：", None, "联系电话：0939-5628017"],
]
SLAUGHTER_MERGES: list[Merge] = [
    (0, 0, 0, 8), (2, 0, 3, 0), (2, 1, 3, 1), (2, 2, 3, 2), (2, 3, 3, 3), (2, 4, 2, 6), (2, 7, 3, 7), (2, 8, 3, 8),
    (4, 0, 5, 0), (4, 1, 5, 1), (4, 2, 5, 2),
]


def write_xls(path: Path, sheets: Sheets, hidden: tuple[str, ...] = ()) -> Path:
    """A BIFF8 workbook; texts such as #DIV/0! become error cells."""
    book = xlwt.Workbook(encoding="utf-8")
    for name, (rows, merges) in sheets.items():
        sheet = book.add_sheet(name, cell_overwrite_ok=True)
        sheet.visibility = 1 if name in hidden else 0
        for merge in merges:
            sheet.merge(merge[0], merge[2], merge[1], merge[3])
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                if isinstance(value, str) and value.startswith("#"):
                    sheet.row(r).set_cell_error(c, value)
                elif value is not None:
                    sheet.write(r, c, value)
    book.save(str(path))
    return path


def write_xlsx(path: Path, sheets: Sheets, hidden: tuple[str, ...] = ()) -> Path:
    """An .xlsx workbook; (formula, shown value) tuples are formulas."""
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, (rows, merges) in sheets.items():
            sheet = book.add_worksheet(name)
            if name in hidden:
                sheet.hide()
            for r, row in enumerate(rows):
                for c, value in enumerate(row):
                    if isinstance(value, tuple):
                        sheet.write_formula(r, c, value[0], None, value[1])
                    elif value is not None:
                        sheet.write(r, c, value)
            for merge in merges:
                first = rows[merge[0]][merge[1]]
                sheet.merge_range(*merge, first)
    return path


def inflate(path: Path, block: bytes, times: int) -> Path:
    """The same workbook with its first sheet's XML grown."""
    target = path.with_name(f"grown-{path.name}")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as grown:
        for member in source.infolist():
            content = source.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                head, mark, tail = content.partition(b"</sheetData>")
                content = head + block * times + mark + tail
            grown.writestr(member.filename, content)
    return target


def rows_of(reading: Any) -> list[dict[str, str | None]]:
    """The rows that a reading streams into the landing, null cells as None."""
    lines = csv.reader(io.StringIO(b"".join(reading.stream()).decode()))
    return [{name: None if value == reading.null else value for name, value in zip(reading.columns, line, strict=True)}
            for line in lines]

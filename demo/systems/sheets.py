"""A workbook as people see it: sheets, rows with a look, merged cells; and its bytes as .xlsx or BIFF8 .xls.

The bytes depend on the content and on `created` only, so the same delivery is the same file on every machine.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import xlsxwriter
import xlwt
from xlwt import CompoundDoc

DATE_FORMAT = "yyyy/m/d"
_WIDTH = 14


@dataclass(frozen=True)
class ErrorCell:
    """A cell whose formula failed: #REF!, #DIV/0!, #N/A, #VALUE! or #NAME?."""

    code: str


@dataclass
class Row:
    """Cell values from column A on, and the row's look.

    Looks: title, note, header, section, body, done (yellow), cancelled (struck through), total, footer.
    """

    values: list[Any]
    look: str = "body"


@dataclass
class Sheet:
    """One sheet; merges are (first row, first column, last row, last column) counted from 0."""

    name: str
    rows: list[Row] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: bool = False

    @property
    def width(self) -> int:
        return max((len(row.values) for row in self.rows), default=1)


_XLSX_LOOKS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"},
    "note": {},
    "header": {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#DDEBF7"},
    "section": {"bold": True},
    "body": {"border": 1},
    "done": {"border": 1, "bg_color": "#FFFF00"},
    "cancelled": {"border": 1, "font_strikeout": True},
    "total": {"border": 1, "bold": True},
    "footer": {},
}
_XLS_LOOKS = {
    "title": "font: bold on, height 320; align: horiz center, vert center",
    "note": "",
    "header": "font: bold on; borders: left thin, right thin, top thin, bottom thin; align: horiz center, vert center, wrap on",
    "section": "font: bold on",
    "body": "borders: left thin, right thin, top thin, bottom thin",
    "done": "borders: left thin, right thin, top thin, bottom thin; pattern: pattern solid, fore_colour yellow",
    "cancelled": "font: struck_out on; borders: left thin, right thin, top thin, bottom thin",
    "total": "font: bold on; borders: left thin, right thin, top thin, bottom thin",
    "footer": "",
}


def to_xlsx(sheets: list[Sheet], created: datetime) -> bytes:
    """The workbook as .xlsx; texts that start with = stay texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": created, "author": "", "comments": ""})
    looks = {name: book.add_format(look) for name, look in _XLSX_LOOKS.items()}
    dates = {name: book.add_format({**look, "num_format": DATE_FORMAT}) for name, look in _XLSX_LOOKS.items()}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        page.set_column(0, sheet.width - 1, _WIDTH)
        if sheet.hidden:
            page.hide()
        _fill_xlsx(page, sheet, looks, dates)
    book.close()
    return buffer.getvalue()


def _fill_xlsx(page: Any, sheet: Sheet, looks: dict[str, Any], dates: dict[str, Any]) -> None:
    merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    for number, row in enumerate(sheet.rows):
        look = looks[row.look]
        for column, value in enumerate(row.values):
            if (number, column) in merged:
                page.merge_range(number, column, *merged[number, column], "", look)
            if value is None:
                if row.look in ("body", "done", "cancelled"):
                    page.write_blank(number, column, None, look)
            elif isinstance(value, str):
                page.write_string(number, column, value, look)
            elif isinstance(value, ErrorCell):
                page.write_formula(number, column, f"={value.code}", look, value.code)
            elif isinstance(value, date):
                page.write_datetime(number, column, value, dates[row.look])
            else:
                page.write_number(number, column, value, look)


def to_xls(sheets: list[Sheet], wrap: Callable[[bytes], bytes] | None = None) -> bytes:
    """The workbook as BIFF8 .xls.

    Args:
        sheets: at least one visible sheet.
        wrap: changes the workbook stream before it goes into its compound file (encryption).
    """
    book = xlwt.Workbook(encoding="utf-8")
    looks = {name: xlwt.easyxf(look) for name, look in _XLS_LOOKS.items()}
    dates = {name: xlwt.easyxf(look, num_format_str=DATE_FORMAT) for name, look in _XLS_LOOKS.items()}
    for sheet in sheets:
        page = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        page.visibility = 1 if sheet.hidden else 0
        _fill_xls(page, sheet, looks, dates)
    stream = book.get_biff_data()
    buffer = io.BytesIO()
    CompoundDoc.XlsDoc().save(buffer, wrap(stream) if wrap else stream)
    return buffer.getvalue()


def _fill_xls(page: Any, sheet: Sheet, looks: dict[str, Any], dates: dict[str, Any]) -> None:
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row.values):
            if isinstance(value, ErrorCell):
                page.row(number).set_cell_error(column, value.code, looks[row.look])
            elif value is not None or row.look in ("body", "done", "cancelled"):
                style = dates if isinstance(value, date) else looks
                page.write(number, column, value, style[row.look])
    for top, left, bottom, right in sheet.merges:
        page.merge(top, bottom, left, right)

"""A workbook as people see it: sheets, rows with a look, merged cells; and its bytes as BIFF8 .xls."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import xlwt
from xlwt import CompoundDoc

DATE_FORMAT = "yyyy/m/d"


@dataclass(frozen=True)
class Look:
    """How the cells of a row look; `fill` is RRGGBB."""

    bold: bool = False
    struck: bool = False
    framed: bool = False
    centred: bool = False
    size: int = 11
    fill: str = ""


LOOKS = {
    "title": Look(bold=True, centred=True, size=16),
    "note": Look(),
    "header": Look(bold=True, framed=True, centred=True, fill="DDEBF7"),
    "section": Look(bold=True),
    "body": Look(framed=True),
    "done": Look(framed=True, fill="FFFF00"),
    "cancelled": Look(framed=True, struck=True),
    "total": Look(bold=True, framed=True),
    "footer": Look(),
}
#: Rows whose colour means something are looks of their own, named by the colour.
_XLS_COLOURS = {"DDEBF7": "ice_blue", "FFFF00": "yellow", "BFBFBF": "gray25", "FFC000": "gold", "92D050": "lime",
                "FF0000": "red"}
LOOKS |= {f"#{colour}": Look(framed=True, fill=colour) for colour in list(_XLS_COLOURS)[2:]}
#: Looks of records: blank cells of theirs are drawn, too.
BODY_LOOKS = frozenset({"body", "done", "cancelled", *(name for name in LOOKS if name.startswith("#"))})


@dataclass(frozen=True)
class ErrorCell:
    """A cell whose formula failed: #REF!, #DIV/0!, #N/A, #VALUE! or #NAME?."""

    code: str


@dataclass
class Row:
    """Cell values from column A on (text, numbers, dates, ErrorCell, None), and the row's look (a key of LOOKS)."""

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


def to_xls(sheets: list[Sheet], wrap: Callable[[bytes], bytes] | None = None) -> bytes:
    """The workbook as BIFF8 .xls; its bytes depend on its content only.

    Args:
        sheets: at least one visible sheet.
        wrap: changes the workbook stream before it goes into its compound file (encryption).
    """
    book = xlwt.Workbook(encoding="utf-8")
    looks = {name: xlwt.easyxf(_easy(look)) for name, look in LOOKS.items()}
    dates = {name: xlwt.easyxf(_easy(look), num_format_str=DATE_FORMAT) for name, look in LOOKS.items()}
    for sheet in sheets:
        page = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        page.visibility = 1 if sheet.hidden else 0
        _fill(page, sheet, looks, dates)
    stream = book.get_biff_data()
    buffer = io.BytesIO()
    CompoundDoc.XlsDoc().save(buffer, wrap(stream) if wrap else stream)
    return buffer.getvalue()


def _easy(look: Look) -> str:
    """A look in xlwt's words."""
    parts = [f"font: height {look.size * 20}{', bold on' * look.bold}{', struck_out on' * look.struck}"]
    if look.framed:
        parts.append("borders: left thin, right thin, top thin, bottom thin")
    if look.centred:
        parts.append("align: horiz center, vert center, wrap on")
    if look.fill:
        parts.append(f"pattern: pattern solid, fore_colour {_XLS_COLOURS[look.fill]}")
    return "; ".join(parts)


def _fill(page: Any, sheet: Sheet, looks: dict[str, Any], dates: dict[str, Any]) -> None:
    for number, row in enumerate(sheet.rows):
        for column, value in enumerate(row.values):
            if isinstance(value, ErrorCell):
                page.row(number).set_cell_error(column, value.code, looks[row.look])
            elif value is not None or row.look in BODY_LOOKS:
                style = dates if isinstance(value, date) else looks
                page.write(number, column, value, style[row.look])
    for top, left, bottom, right in sheet.merges:
        page.merge(top, bottom, left, right)

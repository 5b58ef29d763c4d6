"""Fill colours of a workbook's cells, for contracts in which a colour says what no cell says.

Only colours that somebody chose cell by cell: what conditional formatting paints follows from values, and those are
read anyway.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

Cell = tuple[int, int]
_ZIP_MAGIC = b"PK"
_RGB_DIGITS = 6


def fills(path: Path) -> dict[str, dict[Cell, str]]:
    """Per sheet the colour of every filled cell (0-based) as `#RRGGBB`; a colour of the theme as `theme:<number>`."""
    with path.open("rb") as handle:
        is_zip = handle.read(2) == _ZIP_MAGIC
    return _of_xlsx(path) if is_zip else _of_xls(path)


def _of_xlsx(path: Path) -> dict[str, dict[Cell, str]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return {
            sheet.title: {(cell.row - 1, cell.column - 1): _colour(cell.fill.fgColor) for row in sheet.iter_rows()
                          for cell in row if getattr(cell, "has_style", False) and cell.fill.fill_type == "solid"}
            for sheet in book.worksheets
        }
    finally:
        book.close()


def _colour(colour: Any) -> str:
    """A colour as text, however the file names it."""
    from openpyxl.styles.colors import COLOR_INDEX

    if colour.type == "theme":
        return f"theme:{colour.theme}"
    rgb = COLOR_INDEX[colour.indexed] if colour.type == "indexed" and colour.indexed < len(COLOR_INDEX) else colour.rgb
    return f"#{str(rgb)[-_RGB_DIGITS:].upper()}"


def _of_xls(path: Path) -> dict[str, dict[Cell, str]]:
    import xlrd

    book = xlrd.open_workbook(str(path), formatting_info=True)
    return {
        sheet.name: {
            (r, c): "#{:02X}{:02X}{:02X}".format(*book.colour_map[ground.pattern_colour_index])
            for r in range(sheet.nrows) for c in range(sheet.row_len(r))
            if (ground := book.xf_list[sheet.cell_xf_index(r, c)].background).fill_pattern
            and book.colour_map.get(ground.pattern_colour_index)
        }
        for sheet in book.sheets()
    }

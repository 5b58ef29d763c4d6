"""Workbooks (.xls, .xlsx): guarded, read by calamine, understood by layout.py.

    guard: format · password · unpacked size · truncation  → UnreadableError, before any cell is read
    cells: calamine (values), merged ranges, hidden sheets; error cells by openpyxl / xlrd where there are any;
           fill colours (colours.py) where the contract gives them a meaning
    large plain sheets: sheet_bulk.py (Arrow, no loop over rows)
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from contracts.model import Contract
from extract.errors import UnreadableError
from extract.readers import colours, layout, sheet_bulk
from extract.readers.cells import NULL, cell_text, multiset_hash, row_hash, to_copy
from extract.readers.layout import Cell, Grid, Table
from extract.readers.reading import MemoryReading, Reading

ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: An archive that unpacks to more than this many times its size is no workbook.
BOMB_RATIO = 100
MEGABYTE = 1 << 20
#: Above this size error cells of an .xls are not looked for: xlrd reads every cell in Python.
_XLS_SCAN_BYTES = 8 * MEGABYTE
_SCAN_BLOCK = 1 << 20


@dataclass
class _Inspection:
    """What the guard saw inside an .xlsx."""

    sheet_bytes: int = 0
    has_errors: bool = False
    hidden_rows: int = 0


def read(path: Path, contract: Contract, received_at: datetime, *, max_unpacked_mb: int = 150) -> Reading:
    """One workbook as a reading.

    Args:
        max_unpacked_mb: a workbook that unpacks to more is refused unread.

    Raises:
        UnreadableError: with its reason.
    """
    inspection = inspect(path, max_unpacked_mb)
    if inspection.sheet_bytes > sheet_bulk.WORTHWHILE_BYTES and not inspection.has_errors:
        plain = sheet_bulk.read(path, contract, received_at)
        if plain is not None:
            return plain
    grids, facts = _grids(path, contract, inspection)
    if sum(len(grid.rows) for grid in grids) > int(contract.delivery.options["max_rows"]):
        raise UnreadableError("oversize", f"超过{contract.delivery.options['max_rows']}行")
    table = layout.understand(grids, contract)
    return as_reading(table, contract, received_at, facts)


def as_reading(table: Table, contract: Contract, received_at: datetime, facts: dict[str, Any]) -> MemoryReading:
    """The table as CSV in memory, with a hash per row."""
    names = [f.name for f in contract.fields]
    frame = table.frame
    values = [list(row) for row in frame[names].itertuples(index=False, name=None)]
    hashes = [row_hash([*row, "false"]) for row in values]
    details = [hashed for hashed, is_total in zip(hashes, frame["_is_total"], strict=True) if not is_total]
    lineage = frame[["_row_no", "_sheet", "_is_total", "_extra"]].itertuples(index=False, name=None)
    rows = (
        [*(NULL if v is None else v for v in row), number, sheet or NULL, "t" if total else "f", extra or NULL, hashed]
        for row, (number, sheet, total, extra), hashed in zip(values, lineage, hashes, strict=True)
    )
    return MemoryReading(
        columns=(*names, "_row_no", "_sheet", "_is_total", "_extra", "_row_hash"), received_at=received_at,
        facts={**table.facts, **facts, "row_multiset_hash": multiset_hash(details) if details else None},
        header_rows=table.header_rows, is_zero_report=table.is_zero_report, body=to_copy(rows),
    )


def inspect(path: Path, max_unpacked_mb: int) -> _Inspection:
    """Refuse what must not be opened; the cells are not read yet.

    Raises:
        UnreadableError: empty, format, password, truncated, oversize or zip_bomb.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError("empty", "文件大小为0字节")
    with path.open("rb") as handle:
        magic = handle.read(8)
    if magic.startswith(ZIP_MAGIC):
        return _inspect_zip(path, size, max_unpacked_mb * MEGABYTE)
    if magic != OLE_MAGIC:
        raise UnreadableError("format", "内容不是Excel工作簿（.xls或.xlsx）")
    if size > max_unpacked_mb * MEGABYTE:
        raise UnreadableError("oversize", f"{size // MEGABYTE}MB，上限{max_unpacked_mb}MB")
    if _is_encrypted(path):
        raise UnreadableError("password", "需要打开密码")
    return _Inspection()


def _inspect_zip(path: Path, size: int, limit: int) -> _Inspection:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
            if unpacked > limit:
                _refuse_size(unpacked, size, limit)
            if "xl/workbook.xml" not in archive.namelist():
                raise UnreadableError("format", "压缩包里没有工作簿")
            return _scan(archive)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError) as error:
        raise UnreadableError("truncated", f"压缩包损坏：{error}") from error


def _refuse_size(unpacked: int, size: int, limit: int) -> None:
    reason = "zip_bomb" if unpacked / size > BOMB_RATIO else "oversize"
    raise UnreadableError(reason, f"解压后{unpacked // MEGABYTE}MB，上限{limit // MEGABYTE}MB")


def _scan(archive: zipfile.ZipFile) -> _Inspection:
    """Unpack every part once without keeping it: sizes and checksums are true, and error cells are seen.

    A part that unpacks to more than its declared size fails its checksum here, before a reader allocates memory.
    """
    seen = _Inspection()
    for entry in archive.infolist():
        is_sheet = entry.filename.startswith("xl/worksheets/")
        seen.sheet_bytes += entry.file_size if is_sheet else 0
        with archive.open(entry) as part:
            tail = b""
            while block := part.read(_SCAN_BLOCK):
                if is_sheet:
                    window = tail + block
                    seen.has_errors = seen.has_errors or b't="e"' in window
                    seen.hidden_rows += window.count(b' hidden="1"') - tail.count(b' hidden="1"')
                    tail = window[-16:]
    return seen


def _is_encrypted(path: Path) -> bool:
    import msoffcrypto

    with path.open("rb") as handle:
        try:
            return bool(msoffcrypto.OfficeFile(handle).is_encrypted())
        except Exception as error:
            # The library has one exception class per container defect; for us each means a damaged file.
            raise UnreadableError("truncated", f"无法解析：{error}") from error


def _grids(path: Path, contract: Contract, inspection: _Inspection) -> tuple[list[Grid], dict[str, Any]]:
    """Visible sheets as text, and facts on the workbook."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        with CalamineWorkbook.from_path(path) as book:
            tables = [m for m in book.sheets_metadata if m.typ == SheetTypeEnum.WorkSheet]
            visible = [m.name for m in tables if m.visible == SheetVisibleEnum.Visible]
            errors = _errors(path, inspection)
            fills = colours.fills(path) if contract.delivery.options["colour_gives"] else {}
            grids = [
                _grid(book.get_sheet_by_name(name), name, errors.get(name, {}), fills.get(name, {})) for name in visible
            ]
    except CalamineError as error:
        raise UnreadableError("truncated", f"工作簿无法读取：{error}") from error
    facts: dict[str, Any] = {
        "hidden_sheets": [m.name for m in tables if m.name not in visible],
        "formula_errors": [
            {"sheet": sheet, "cell": cell_name(at), "value": value}
            for sheet, cells in errors.items() for at, value in cells.items()
        ],
    }
    if inspection.hidden_rows:
        facts["hidden_rows"] = inspection.hidden_rows
    return grids, facts


def _grid(sheet: Any, name: str, errors: dict[Cell, str], fills: dict[Cell, str]) -> Grid:
    rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = [tuple(sorted(corners)) for corners in sheet.merged_cell_ranges or ()]
    return Grid(name, rows, tuple(merged), errors, fills)


def cell_name(at: Cell) -> str:
    """`B5` for (4, 1)."""
    letters, column = "", at[1] + 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{at[0] + 1}"


def _errors(path: Path, inspection: _Inspection) -> dict[str, dict[Cell, str]]:
    """Cells that show an error, per sheet. calamine gives them as blanks, hence the second look."""
    with path.open("rb") as handle:
        is_zip = handle.read(4) == ZIP_MAGIC
    if is_zip:
        return _errors_of_xlsx(path) if inspection.has_errors else {}
    return _errors_of_xls(path) if path.stat().st_size <= _XLS_SCAN_BYTES else {}


def _errors_of_xlsx(path: Path) -> dict[str, dict[Cell, str]]:
    import openpyxl

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        found = {
            sheet.title: {(c.row - 1, c.column - 1): str(c.value) for row in sheet.iter_rows() for c in row
                          if c.data_type == "e"}
            for sheet in book.worksheets
        }
    finally:
        book.close()
    return {name: cells for name, cells in found.items() if cells}


def _errors_of_xls(path: Path) -> dict[str, dict[Cell, str]]:
    import xlrd

    try:
        book = xlrd.open_workbook(str(path), logfile=_Silent())
    except (xlrd.XLRDError, AssertionError, IndexError, ValueError) as error:
        raise UnreadableError("truncated", f"工作簿无法读取：{error}") from error
    found: dict[str, dict[Cell, str]] = {}
    for sheet in book.sheets():
        cells = {
            (r, c): xlrd.error_text_from_code.get(sheet.cell_value(r, c), "#ERROR!")
            for r in range(sheet.nrows) for c, kind in enumerate(sheet.row_types(r)) if kind == xlrd.XL_CELL_ERROR
        }
        if cells:
            found[sheet.name] = cells
    return found


@dataclass
class _Silent:
    """xlrd writes its remarks on a file's oddities somewhere; they are no facts of ours."""

    lines: Sequence[str] = field(default_factory=list)

    def write(self, text: str) -> None:
        """Drop the remark."""

    def flush(self) -> None:
        """Nothing is buffered."""

"""Understands a sheet's layout: where the header is, which rows are records, and what the other rows say.

    title rows · unit row   → period and envelope
    header (one or two rows) → columns
    section rows             → a field's value for the rows below
    records · totals         → the table
    footer                   → envelope

Rules of handbook §2.6 (9, 10) and §2.5. Cells are text already; nothing is normalised here.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from contracts.model import Contract
from extract import periods
from extract.errors import UnreadableError
from extract.readers import headers, wide
from extract.readers.headers import HeaderMatch, squash

if TYPE_CHECKING:
    import pandas as pd

#: `_row_no` = ordinal of the sheet × this + the row as the spreadsheet program shows it.
SHEET_STRIDE = 10_000_000
_FOOTER_CELLS = 4
_ENVELOPE_LABELS = re.compile("填报单位|填报人|审核人|联系电话|填报日期")

Cell = tuple[int, int]


@dataclass(frozen=True)
class Grid:
    """One sheet as text: rows from the first row of the sheet, None for blank cells, merged ranges (0-based).

    `fills` holds the fill colours of cells, only where the contract lets colours give a field.
    """

    name: str
    rows: list[list[str | None]]
    merged: tuple[tuple[Cell, Cell], ...] = ()
    errors: dict[Cell, str] = field(default_factory=dict)
    fills: dict[Cell, str] = field(default_factory=dict)

    def fill(self, at: int, column: int | None) -> str | None:
        """Colour of a cell; without a column that of the row's first cell that has one."""
        if column is not None:
            return self.fills.get((at, column))
        return next((self.fills[at, c] for c in range(len(self.rows[at])) if (at, c) in self.fills), None)


@dataclass(frozen=True)
class Table:
    """The records of a delivery.

    `frame` has one row per record or total: the contract's fields, `_row_no`, `_sheet`, `_is_total`, `_extra`.
    """

    frame: pd.DataFrame
    header_rows: int
    facts: dict[str, Any]
    is_zero_report: bool


@dataclass
class _Sheet:
    """A sheet whose header was found."""

    grid: Grid
    header_at: int
    depth: int
    match: HeaderMatch
    labels: list[str | None]


def understand(grids: Sequence[Grid], contract: Contract, *, stride: int = SHEET_STRIDE) -> Table:
    """The table in the sheets of one delivery.

    Args:
        grids: visible sheets in order.
        stride: 0 numbers rows from the header on, for files that have no sheets.

    Raises:
        UnreadableError: `empty` when no cell holds anything, `no_header` when no sheet has a header.
    """
    if not any(any(any(row) for row in grid.rows) for grid in grids):
        raise UnreadableError("empty", "没有任何内容")
    sheets, notes, bare = _sheets(grids, contract)
    if not sheets and not notes.zero_sheets:
        raise UnreadableError("no_header", f"在前{contract.delivery.options['header_search_rows']}行找不到约定的表头")
    frame = _classified(_body(sheets, contract, stride), contract, notes)
    records = frame[frame["_kind"].isin(("record", "total"))].drop(columns=["_kind", "_first", "_filled"])
    details = frame[frame["_kind"] == "record"]
    facts = _header_facts(sheets, contract, frame)
    facts |= _signature(notes.texts, contract)
    counts = details["_sheet"].value_counts().to_dict()
    facts["sheets"] = [{"name": sheet.grid.name, "rows": int(counts.get(sheet.grid.name, 0))} for sheet in sheets]
    facts["sheets"] += [{"name": name, "rows": 0} for name in notes.zero_sheets]
    facts["sheets_without_header"] = bare
    if contract.delivery.options["sheets"] == "per_township":
        facts["townships"] = [entry["name"] for entry in facts["sheets"]]
    elif contract.township_grained:
        # One sheet for the whole county: its rows name the townships.
        facts["townships"] = details[contract.fields_with("region_code")[0].name].dropna().unique().tolist()
    facts["merged_cells"] = _merged_records(sheets, contract, set(details["_row_no"]), stride)
    return Table(records, notes.header_rows, facts, is_zero_report=bool(notes.zero) and details.empty)


@dataclass
class _Notes:
    """What the rows that are no records say."""

    header_rows: int = 0
    zero: int = 0
    zero_sheets: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


def _sheets(grids: Sequence[Grid], contract: Contract) -> tuple[list[_Sheet], _Notes, list[str]]:
    """Sheets with a header, what stands above it, and the names of sheets that have none."""
    notes, found, bare = _Notes(), [], []
    for grid in grids:
        sheet = _with_header(grid, contract)
        if sheet:
            above = [_joined(row) for row in grid.rows[:sheet.header_at] if any(row)]
            notes.texts += above
            notes.header_rows += len(above) + sheet.depth
            found.append(sheet)
        elif _says_zero(grid, contract):
            filled = [_joined(row) for row in grid.rows if any(row)]
            notes.texts += filled
            notes.header_rows, notes.zero = notes.header_rows + len(filled), notes.zero + 1
            notes.zero_sheets.append(grid.name)
        elif any(any(row) for row in grid.rows):
            bare.append(grid.name)
        if found and contract.delivery.options["sheets"] == "one":
            break
    return found, notes, bare


def _says_zero(grid: Grid, contract: Contract) -> bool:
    tokens = tuple(contract.delivery.options["zero_tokens"])
    return any(squash(cell).startswith(tokens) for row in grid.rows for cell in row if cell)


def _with_header(grid: Grid, contract: Contract) -> _Sheet | None:
    """The sheet with its header: the row, alone or with the one below, in which most fields are recognised."""
    options = contract.delivery.options
    wanted = int(options["header_rows"])
    best, best_score = None, min(2, len(contract.fields)) - 1
    for depth in (wanted, 3 - wanted):
        for at in range(min(int(options["header_search_rows"]), len(grid.rows) - depth + 1)):
            if not any(grid.rows[at]):
                continue
            ways = _labels(grid.rows[at:at + depth], options["header_joiner"])
            match = headers.match(ways, contract)
            if len(match.fields) + len(match.wide) > best_score:
                labels = [way[0] if way else None for way in ways]
                best, best_score = _Sheet(grid, at, depth, match, labels), len(match.fields) + len(match.wide)
    return best


def _labels(rows: Sequence[Sequence[str | None]], joiner: str) -> list[list[str]]:
    """Per column the ways to read its header; in a two-row header a group's name holds to its right."""
    if len(rows) == 1:
        return [[cell] if cell else [] for cell in rows[0]]
    ways, group = [], None
    bottoms = [*rows[1], *[None] * (len(rows[0]) - len(rows[1]))]
    for top, bottom in zip(rows[0], bottoms, strict=False):
        group = top or (group if bottom else None)
        if bottom and group:
            plain = [bottom] if bottoms.count(bottom) == 1 else []
            ways.append([f"{group}{joiner}{bottom}", f"{group}{bottom}", *plain])
        else:
            ways.append([cell for cell in (top or bottom,) if cell])
    return ways


def _body(sheets: Sequence[_Sheet], contract: Contract, stride: int) -> pd.DataFrame:
    """All rows below the headers, blank ones left out, in the columns of the contract."""
    import pandas as pd

    names = [f.name for f in contract.fields]
    rows: list[list[Any]] = []
    for number, sheet in enumerate(sheets):
        _fill_merged(sheet, contract)
        place = {name: column for column, name in sheet.match.fields.items()}
        columns = [place.get(name) for name in names]
        given = _given_by_sheet(sheet, contract, names)
        coloured = contract.delivery.options["colour_gives"]
        others = {**sheet.match.unknown, **sheet.match.ignored, **_headless(sheet)}
        start = sheet.header_at + sheet.depth
        for at, row in enumerate(sheet.grid.rows[start:], start):
            filled = [cell for cell in row if cell]
            if not filled:
                continue
            row = _with_errors(sheet, at, row)
            width = len(row)
            values = [row[c] if c is not None and c < width else None for c in columns]
            if given is not None:
                values[given] = sheet.grid.name
            if coloured and values[names.index(coloured)] is None:
                values[names.index(coloured)] = sheet.grid.fill(at, place.get(coloured))
            extra = {label: row[c] for c, label in others.items() if c < width and row[c]}
            kind = "header" if [*row[:len(sheet.labels)]] == sheet.labels and sheet.depth == 1 else "record"
            line = number * stride + at + 1 if stride else at - start + 1
            tail = [sheet.grid.name, json.dumps(extra, ensure_ascii=False) if extra else None,
                    kind, filled[0], len(filled), _joined(row)]
            parts = wide.records(row, values, names, sheet.match.wide, contract) if sheet.match.wide else [values]
            rows += [[*part, line + turn * wide.PART_STRIDE, *tail] for turn, part in enumerate(parts)]
    columns = [*names, "_row_no", "_sheet", "_extra", "_kind", "_first", "_filled", "_text"]
    return pd.DataFrame(rows, columns=columns, dtype=object)


def _given_by_sheet(sheet: _Sheet, contract: Contract, names: list[str]) -> int | None:
    wanted = contract.delivery.options["sheet_gives"]
    return names.index(wanted) if wanted and wanted not in sheet.match.fields.values() else None


def _headless(sheet: _Sheet) -> dict[int, str]:
    """Columns that hold values but have no header."""
    named = {*sheet.match.fields, *sheet.match.unknown, *sheet.match.ignored, *sheet.match.wide}
    body = sheet.grid.rows[sheet.header_at + sheet.depth:]
    return {c: f"第{c + 1}列" for c in {c for row in body for c, cell in enumerate(row) if cell} - named}


def _with_errors(sheet: _Sheet, at: int, row: list[str | None]) -> list[str | None]:
    """The row with #DIV/0! and the like as text, where they stand in a column of the table."""
    known = {*sheet.match.fields, *sheet.match.wide}
    wrong = {c: text for (r, c), text in sheet.grid.errors.items() if r == at and c in known}
    if not wrong:
        return row
    width = max(len(row), max(wrong) + 1)
    return [wrong.get(c, row[c] if c < len(row) else None) for c in range(width)]


def _fill_merged(sheet: _Sheet, contract: Contract) -> None:
    """Repeat a vertically merged cell for every row it covers, in the columns that the contract names."""
    wanted = {column for column, name in sheet.match.fields.items() if name in contract.delivery.options["fill_down"]}
    for (top, left), (bottom, right) in sheet.grid.merged:
        if top < sheet.header_at + sheet.depth or bottom == top:
            continue
        for column in wanted.intersection(range(left, right + 1)):
            for at in range(top + 1, min(bottom + 1, len(sheet.grid.rows))):
                sheet.grid.rows[at][column] = sheet.grid.rows[top][left]


def _classified(frame: pd.DataFrame, contract: Contract, notes: _Notes) -> pd.DataFrame:
    """Sort the rows into records, totals, sections, footers, zero marks and repeated headers; note the latter."""
    options = contract.delivery.options
    first = frame["_first"].map(squash).astype(object)
    few = frame["_filled"] <= max(_FOOTER_CELLS, len(contract.fields) // 3)
    kind = frame["_kind"].mask(first.isin([squash(token) for token in options["totals"]]), "total")
    kind = kind.mask(_starts(first, options["footers"]) & few, "footer")
    kind = kind.mask(_starts(first, options["zero_tokens"]) & few, "zero")
    if options["section_rows"]:
        normal = frame["_first"].map(lambda text: unicodedata.normalize("NFKC", text)).astype("str")
        parts = normal.str.extract(re.compile(options["section_rows"]))
        is_section = parts.notna().any(axis=1) & few & (kind == "record")
        kind = kind.mask(is_section, "section")
        for name in parts.columns:
            given = parts[name].where(is_section).groupby(frame["_sheet"]).ffill()
            frame[name] = frame[name].where(frame[name].notna(), given)
    frame["_kind"] = kind
    frame["_is_total"] = kind == "total"
    others = frame[~kind.isin(("record", "total"))]
    notes.header_rows += len(others)
    notes.zero += int((kind == "zero").sum())
    notes.texts += others["_text"].tolist()
    return frame.drop(columns="_text")


def _starts(texts: pd.Series, tokens: Iterable[str]) -> pd.Series:
    prefixes = tuple(squash(token) for token in tokens)
    return texts.map(lambda text: text.startswith(prefixes)).astype(bool)


def _joined(row: Sequence[str | None]) -> str:
    return " ".join(cell for cell in row if cell)


def _header_facts(sheets: Sequence[_Sheet], contract: Contract, frame: pd.DataFrame) -> dict[str, Any]:
    """Unknown and missing headers over all sheets; a field that sections or the sheet's name give is not missing."""
    unknown = dict.fromkeys(label for sheet in sheets for label in sheet.match.unknown.values())
    unknown |= dict.fromkeys(label for sheet in sheets for label in _headless(sheet).values())
    otherwise = {name for name in _given_fields(contract) if frame.empty or frame[name].notna().any()}
    missing = [
        f.name for f in contract.fields
        if f.name not in otherwise and any(f.name not in sheet.match.found(contract) for sheet in sheets)
    ]
    return {
        "header_count": max((sheet.match.count for sheet in sheets), default=0),
        "unknown_headers": list(unknown), "missing_headers": missing,
        "header_proposals": headers.proposals(unknown, missing, contract) if unknown and missing else [],
    }


def _given_fields(contract: Contract) -> set[str]:
    """Fields that a sheet need not have as a column."""
    options = contract.delivery.options
    sections = re.compile(options["section_rows"]).groupindex if options["section_rows"] else {}
    return {*sections, *(options[name] for name in ("sheet_gives", "colour_gives") if options[name])}


def _signature(texts: Sequence[str], contract: Contract) -> dict[str, Any]:
    """Declared period and envelope, from titles and footers."""
    options = contract.delivery.options
    said = unicodedata.normalize("NFKC", "\n".join(texts))
    envelope = {name: _value(pattern, said) for name, pattern in options["envelope"].items()}
    return {
        "declared_period": periods.declared(said, options["period_cells"], contract.streams[0].period_type),
        "has_envelope": bool(_ENVELOPE_LABELS.search(said)),
        "envelope": {name: value for name, value in envelope.items() if value},
    }


def _value(pattern: str, said: str) -> str | None:
    """The value behind a label; None when the next label follows at once."""
    found = re.search(pattern, said)
    if not found or said[found.end():found.end() + 1] == ":":
        return None
    return found[1]


def _merged_records(sheets: Sequence[_Sheet], contract: Contract, records: set[int], stride: int) -> int:
    """Merged ranges among the records, those that the contract expects left out."""
    count = 0
    for number, sheet in enumerate(sheets):
        expected = {c for c, name in sheet.match.fields.items() if name in contract.delivery.options["fill_down"]}
        expected |= set(sheet.match.ignored)
        start = sheet.header_at + sheet.depth
        for (top, left), (_, right) in sheet.grid.merged:
            line = number * stride + top + 1 if stride else top - start + 1
            count += line in records and not expected.issuperset(range(left, right + 1))
    return count

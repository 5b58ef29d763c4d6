"""Large plain sheets of .xlsx: fastexcel → Arrow → CSV bytes, without a loop over rows in Python.

Only for sheets that need no understanding: one sheet, one header row, every column known, no totals, no
sections, no merged values, no footer. Anything else is left to layout.py.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from contracts.model import Contract
from extract.readers import headers
from extract.readers.headers import squash
from extract.readers.reading import Reading

if TYPE_CHECKING:
    import pyarrow as pa

#: Below this size of the sheets' XML the general way is as fast and says more.
WORTHWHILE_BYTES = 12 << 20
_TAIL_ROWS = 10
_BATCH = 20_000
_MIDNIGHT = " 00:00:00"


@dataclass
class ArrowReading(Reading):
    """Records in Arrow columns of text, written as CSV batch by batch."""

    table: pa.Table | None = None

    def stream(self) -> Iterator[bytes]:
        from pyarrow import csv

        layout = csv.WriteOptions(include_header=False)
        for batch in self.table.to_batches(max_chunksize=_BATCH):
            out = io.BytesIO()
            csv.write_csv(batch, out, layout)
            yield out.getvalue()


def read(path: Path, contract: Contract, received_at: datetime) -> ArrowReading | None:
    """The reading, or None where the sheet must be understood first."""
    if not _is_plain(contract):
        return None
    import fastexcel

    book = fastexcel.read_excel(path)
    if len(book.sheet_names) != 1:
        return None
    sheet = book.load_sheet(0, header_row=None, dtypes="string").to_arrow()
    at, match = _header(sheet, contract)
    if match is None or match.unknown or match.ignored or at != 0:
        return None
    body = sheet.slice(at + 1)
    if body.num_rows > int(contract.delivery.options["max_rows"]) or not _ends_plainly(body, contract):
        return None
    facts: dict[str, Any] = {
        "header_count": match.count, "unknown_headers": [], "header_proposals": [], "merged_cells": 0,
        "missing_headers": [f.name for f in contract.fields if f.name not in match.fields.values()],
        "declared_period": None, "has_envelope": False, "envelope": {}, "hidden_sheets": [], "formula_errors": [],
        "sheets": [{"name": book.sheet_names[0], "rows": body.num_rows}], "sheets_without_header": [],
    }
    table = _columns(body, match.fields, first_row=at + 2)
    return ArrowReading(columns=tuple(table.column_names), received_at=received_at, facts=facts, header_rows=1,
                        null="", table=table)


def _is_plain(contract: Contract) -> bool:
    options = contract.delivery.options
    return (options["sheets"] == "one" and int(options["header_rows"]) == 1 and not contract.totals
            and not options["fill_down"] and not options["section_rows"] and not options["colour_gives"])


def _header(sheet: pa.RecordBatch, contract: Contract) -> tuple[int, headers.HeaderMatch | None]:
    """The row that holds the header, among the first ones."""
    for at, row in enumerate(sheet.slice(0, int(contract.delivery.options["header_search_rows"])).to_pylist()):
        match = headers.match([[cell] if cell else [] for cell in row.values()], contract)
        if len(match.fields) > len(contract.fields) // 2:
            return at, match
    return 0, None


def _ends_plainly(body: pa.RecordBatch, contract: Contract) -> bool:
    """No footer, total or blank row among the last ones."""
    options = contract.delivery.options
    special = tuple(squash(token) for name in ("footers", "totals", "zero_tokens") for token in options[name])
    for row in body.slice(max(body.num_rows - _TAIL_ROWS, 0)).to_pylist():
        first = next((cell for cell in row.values() if cell), None)
        if first is None or squash(first).startswith(special):
            return False
    return True


def _columns(body: pa.RecordBatch, fields: dict[int, str], first_row: int) -> pa.Table:
    """The contract's columns, and the row of the sheet; midnight timestamps become dates, as everywhere."""
    import pyarrow as pa
    import pyarrow.compute as pc

    names, arrays = [], []
    for column, name in fields.items():
        values = body.column(column)
        sample = next((text for text in values.slice(0, 100).to_pylist() if text), "")
        if sample.endswith(_MIDNIGHT):
            values = pc.replace_substring_regex(values, rf"^(\d{{4}}-\d\d-\d\d){_MIDNIGHT}$", r"\1")
        names.append(name)
        arrays.append(values)
    names.append("_row_no")
    arrays.append(pa.array(range(first_row, first_row + body.num_rows), pa.int64()))
    return pa.Table.from_arrays(arrays, names=names)

"""Values as text, and rows of text as bytes for COPY.

Nothing is interpreted here: a value is written the way its source shows it. NULL is one control character
that no JSON, XML or CSV source can hold, so that an empty text stays an empty text.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

NULL = "\x07"
_UNIT_SEPARATOR = "\x1f"
_WHOLE_LIMIT = 1e15


def json_text(value: Any) -> str | None:
    """A JSON value as text; objects and lists as compact JSON."""
    kind = type(value)
    if kind is str or value is None:
        return value
    if kind is bool:
        return "true" if value else "false"
    if kind is dict or kind is list:
        import orjson

        return orjson.dumps(value).decode()
    return repr(value)


def arrays_to_copy(arrays: list[pa.Array]) -> bytes:
    """Arrow columns of text as CSV for `COPY … (FORMAT csv, NULL '')`: texts are quoted, nulls are bare."""
    import pyarrow as pa
    from pyarrow import csv

    out = pa.BufferOutputStream(pa.system_memory_pool())
    batch = pa.RecordBatch.from_arrays(arrays, [str(n) for n in range(len(arrays))])
    csv.write_csv(batch, out, csv.WriteOptions(include_header=False, batch_size=max(len(batch), 1)))
    written = out.getvalue().to_pybytes()
    return written.replace(b"\0", _REPLACED) if b"\0" in written else written


_REPLACED = "\ufffd".encode()


def cell_text(value: Any) -> str | None:
    """A workbook cell as the sheet shows it, None when blank.

    Whole floats lose their `.0` (calamine gives every number as a float), others show the 15 significant
    digits that a spreadsheet keeps; midnight timestamps are dates.
    """
    kind = type(value)
    if kind is str:
        return value if value and not value.isspace() else None
    if value is None:
        return None
    if kind is float:
        if value.is_integer():
            return str(int(value))
        return f"{value:.15g}" if abs(value) < _WHOLE_LIMIT else repr(value)
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if kind is datetime:
        return value.date().isoformat() if value.time() == time.min else value.isoformat(" ", "seconds")
    if kind is date:
        return value.isoformat()
    if kind is time:
        return value.isoformat("seconds")
    if kind is timedelta:
        return str(value)
    return str(value)


def to_copy(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows of text (NULL for nulls) as CSV for `COPY … (FORMAT csv, NULL E'\\x07')`.

    A zero byte, which PostgreSQL cannot store, becomes U+FFFD.
    """
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text.encode()


def row_hash(values: Iterable[str | None]) -> str:
    """md5 over the contract's fields in their order and the deleted flag, as changes.py computes it in SQL."""
    joined = _UNIT_SEPARATOR.join(NULL if value is None else value for value in values)
    return hashlib.md5(joined.encode(), usedforsecurity=False).hexdigest()


def multiset_hash(hashes: Iterable[str]) -> str:
    """One hash for a bag of row hashes, whatever their order."""
    return "rows:" + hashlib.md5("".join(sorted(hashes)).encode(), usedforsecurity=False).hexdigest()


def is_true(value: object) -> bool:
    """Whether a soft-delete flag of any spelling is set."""
    return str(value).strip().lower() in TRUE_WORDS if value is not None else False


TRUE_WORDS = ("1", "true", "t", "y", "yes", "是", "已删除")

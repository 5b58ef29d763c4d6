"""CSV files in UTF-8 (with or without mark) or GB18030.

A plain file (first line is the header, every column is a field, no footer) is streamed into COPY byte for byte,
PostgreSQL decoding it. Anything else is decoded, parsed and understood like a sheet. A plain-looking file that
COPY refuses falls back to the second way, so a broken line in the middle changes the way, not the outcome.
"""

from __future__ import annotations

import codecs
import csv
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from contracts.model import Contract
from extract.errors import UnreadableError
from extract.readers import headers, layout, workbook
from extract.readers.headers import HeaderMatch, squash
from extract.readers.layout import Grid
from extract.readers.reading import Reading

_HEAD_BYTES, _TAIL_BYTES, _BLOCK = 1 << 16, 1 << 13, 1 << 18
#: Up to this size a file is decoded as a whole before it is streamed, so its encoding is certain.
_WHOLE_BYTES = 8 << 20
#: Python's codecs by the names of PostgreSQL.
_SERVER_NAMES = {"utf-8-sig": "UTF8", "utf-8": "UTF8", "gb18030": "GB18030"}


@dataclass
class CsvStream(Reading):
    """A plain CSV file: its bytes go into COPY as they are.

    Attributes:
        skip: bytes in front of the header (the byte order mark).
        otherwise: gives the parsed reading, for when COPY refuses a line.
        lines_hash: whether to hash the lines on the way (large files, whose rows the server does not hash).
    """

    path: Path | None = None
    skip: int = 0
    otherwise: Callable[[], Reading] | None = None
    lines_hash: bool = False

    def stream(self) -> Iterator[bytes]:
        total, rest = 0, b""
        with self.path.open("rb", buffering=0) as handle:
            handle.seek(self.skip)
            while block := handle.read(_BLOCK):
                yield block
                if self.lines_hash:
                    lines = (rest + block).splitlines()
                    rest = lines.pop() if lines else b""
                    total += sum(map(zlib.crc32, lines))
        if self.lines_hash:
            self.facts["row_multiset_hash"] = f"lines:{total + zlib.crc32(rest):x}"

    def fallback(self) -> Reading | None:
        return self.otherwise() if self.otherwise else None


def read(path: Path, contract: Contract, received_at: datetime, *, max_unpacked_mb: int = 150) -> Reading:
    """One CSV file as a reading.

    Raises:
        UnreadableError: empty, encoding, oversize (only where it must be parsed) or no_header.
    """
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError("empty", "文件大小为0字节")
    encoding = _encoding(path, size, contract)

    def parsed() -> Reading:
        return _parsed(path, contract, received_at, encoding, max_unpacked_mb)

    match = _plain_header(path, size, contract, encoding)
    if match is None:
        return parsed()
    present = list(match.fields.values())
    missing = [f.name for f in contract.fields if f.name not in present]
    facts = {
        "header_count": match.count, "unknown_headers": [], "header_proposals": [], "missing_headers": missing,
        "declared_period": None, "has_envelope": False, "envelope": {}, "encoding": encoding,
    }
    with path.open("rb") as handle:
        has_mark = handle.read(3) == codecs.BOM_UTF8
    return CsvStream(
        columns=tuple(present), received_at=received_at, facts=facts, header_rows=1, null="",
        encoding=_SERVER_NAMES.get(encoding, encoding), delimiter=contract.delivery.options["delimiter"],
        skip_header=True, path=path, skip=3 if has_mark else 0, otherwise=parsed, lines_hash=size > _WHOLE_BYTES,
    )


def _encoding(path: Path, size: int, contract: Contract) -> str:
    """The first of the contract's encodings in which the file (its head, when large) decodes strictly."""
    with path.open("rb") as handle:
        data = handle.read(_WHOLE_BYTES)
    for encoding in contract.delivery.options["encodings"]:
        try:
            codecs.getincrementaldecoder(encoding)("strict").decode(data, final=size <= _WHOLE_BYTES)
        except UnicodeDecodeError:
            continue
        return encoding
    tried = "、".join(contract.delivery.options["encodings"])
    raise UnreadableError("encoding", f"已试{tried}，均不能解码")


def _plain_header(path: Path, size: int, contract: Contract, encoding: str) -> HeaderMatch | None:
    """The header, if the file can be streamed as it is."""
    options = contract.delivery.options
    if contract.totals or options["section_rows"] or options["sheet_gives"] or int(options["header_rows"]) != 1:
        return None
    head, tail = _ends(path, size, encoding)
    line = head.split("\n", 1)[0].rstrip("\r")
    if line.count('"') % 2:
        return None
    cells = next(csv.reader([line], delimiter=options["delimiter"]), [])
    match = headers.match([[cell] if cell.strip() else [] for cell in cells], contract)
    whole = len(match.fields) == len(cells) and len(cells) > len(contract.fields) // 2
    return match if whole and not _has_special_rows(head, tail, contract) else None


def _ends(path: Path, size: int, encoding: str) -> tuple[str, str]:
    """The beginning and the end of the file as text; characters cut in two are left out."""
    with path.open("rb") as handle:
        head = handle.read(_HEAD_BYTES).removeprefix(codecs.BOM_UTF8)
        handle.seek(max(size - _TAIL_BYTES, 0))
        tail = handle.read()
    return head.decode(encoding, "ignore"), tail.decode(encoding, "ignore")


def _has_special_rows(head: str, tail: str, contract: Contract) -> bool:
    """A footer, total, zero mark or blank line near either end."""
    options = contract.delivery.options
    special = tuple(squash(token) for name in ("footers", "totals", "zero_tokens") for token in options[name])
    lines = head.splitlines()[1:10] + tail.splitlines()[-10:]
    firsts = [squash(line.replace('"', "").lstrip(options["delimiter"])) for line in lines]
    return any(not first or first.startswith(special) for first in firsts)


def _parsed(path: Path, contract: Contract, received_at: datetime, encoding: str, max_unpacked_mb: int) -> Reading:
    """The file decoded and understood like a sheet."""
    if path.stat().st_size > max_unpacked_mb * workbook.MEGABYTE:
        raise UnreadableError("oversize", f"需要解析的CSV超过{max_unpacked_mb}MB")
    try:
        text = path.read_bytes().decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError("encoding", f"按{encoding}解码失败：{error.reason}，第{error.start}字节") from error
    lines = csv.reader(text.splitlines(keepends=True), delimiter=contract.delivery.options["delimiter"])
    rows: list[list[str | None]] = [[cell if cell.strip() else None for cell in line] for line in lines]
    if len(rows) > int(contract.delivery.options["max_rows"]):
        raise UnreadableError("oversize", f"超过{contract.delivery.options['max_rows']}行")
    table = layout.understand([Grid("", rows)], contract, stride=0)
    return workbook.as_reading(table, contract, received_at, {"encoding": encoding})

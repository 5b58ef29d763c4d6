"""What every reader gives to the landing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from extract.readers.cells import NULL

WITH_DATA, ZERO_REPORT = "有数据", "零报"


@dataclass
class Reading:
    """One delivery, ready for COPY.

    Attributes:
        columns: columns of the raw table in the order of the stream.
        received_at: the delivery's own arrival time, Asia/Shanghai wall time.
        facts: what was seen; complete once the stream has been read.
        header_rows: title, header, section and footer rows, which are no records.
        declared_rows: how many records the source says there are.
        is_zero_report: the delivery says formally that there is nothing to report.
        encoding, delimiter, skip_header, null: how COPY must read the stream.
        tries: how often the stream may be read until it is settled.
    """

    columns: tuple[str, ...]
    received_at: datetime
    facts: dict[str, Any] = field(default_factory=dict)
    header_rows: int = 0
    declared_rows: int | None = None
    is_zero_report: bool = False
    encoding: str = "UTF8"
    delimiter: str = ","
    skip_header: bool = False
    null: str = NULL
    tries: int = 1

    def stream(self) -> Iterator[bytes]:
        """The records as CSV bytes; every call reads the delivery anew."""
        raise NotImplementedError

    def close(self) -> None:
        """Let go of what the reading still holds."""

    def settled(self) -> bool:
        """Whether the last reading of the stream can be trusted; if not it is read again, `tries` times at most."""
        return True


@dataclass
class MemoryReading(Reading):
    """A small delivery whose records are in memory already."""

    body: bytes = b""

    def stream(self) -> Iterator[bytes]:
        yield self.body

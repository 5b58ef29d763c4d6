"""One delivered file: archive, read, land."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from contracts.model import Contract
from extract import inbox, ledger
from extract.archive import Copied
from extract.errors import UnreadableError
from extract.inbox import Found
from extract.landing import Landing
from extract.readers.reading import Reading
from extract.submission import Receipt, Submission


def land_file(contract: Contract, county_code: str, found: Found, landing: Landing) -> Receipt:
    """Land one file, or keep it with the reason why it cannot be read.

    Returns:
        A receipt: landed, already or unreadable.
    """
    copied = landing.archive.copy(found.fetch())
    submission = Submission(
        county_code, contract.dataset, contract.streams[0].stream, contract.submitter,
        inbox.period_of(contract, found), found.source, found.received_at, copied.sha256,
    )
    facts: dict[str, Any] = {"file_name": found.name, "size": found.size}
    try:
        return _land(contract, submission, found, copied, facts, landing)
    except UnreadableError as unreadable:
        return landing.refuse(_settled(submission, contract, copied, landing), unreadable, facts)
    finally:
        landing.archive.discard(copied.path)


def new_files(contract: Contract, county_code: str, found: list[Found], upto: datetime,
              landing: Landing) -> list[Found]:
    """Files for this dataset that arrived by then and are not in the ledger, in order of arrival."""
    known = ledger.known_files(landing.connection, county_code, contract.dataset)
    return [
        file for file in found
        if file.received_at <= upto and inbox.match(contract, file) is not None
        and (file.source, file.received_at, file.size) not in known
    ]


def read(contract: Contract, path: Path, received_at: datetime, max_unpacked_mb: int) -> Reading:
    """A file by what its bytes are, whatever its name ends with.

    Raises:
        UnreadableError: with its reason.
    """
    from extract.readers import csv_file, workbook

    with path.open("rb") as handle:
        magic = handle.read(8)
    is_workbook = magic.startswith(workbook.ZIP_MAGIC) or magic == workbook.OLE_MAGIC
    if contract.delivery.options["format"] == "csv" and not is_workbook:
        return csv_file.read(path, contract, received_at, max_unpacked_mb=max_unpacked_mb)
    return workbook.read(path, contract, received_at, max_unpacked_mb=max_unpacked_mb)


def _land(contract: Contract, submission: Submission, found: Found, copied: Copied, facts: Mapping[str, Any],
          landing: Landing) -> Receipt:
    if not found.is_safe:
        raise UnreadableError("unsafe_name", f"文件名为{found.name!r}")
    reading = read(contract, copied.path, found.received_at, landing.max_unpacked_mb)
    reading.facts.update(facts)
    return landing.land(submission, contract, reading, lambda: _settled(submission, contract, copied, landing))


def _settled(submission: Submission, contract: Contract, copied: Copied, landing: Landing) -> Submission:
    """The submission with its original under its final name in the archive."""
    ending = Path(submission.source).suffix.lower()
    name = landing.archive.settle(copied.path, contract, submission.submission_id, ending)
    return submission.kept(copied.sha256, name)

"""Reads one submission again from its archived original, with today's contract.

Used after a header's alias was accepted, after a reader was mended, or to fill a new warehouse. A reading that
equals what was landed changes nothing; another one lands as a further revision with the original arrival time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
import psycopg

from contracts.model import Contract
from extract import aliases, archive, files, ledger
from extract.errors import UnknownSubmissionError, UnreadableError
from extract.landing import Landing
from extract.readers import bulk
from extract.readers.cells import NULL
from extract.readers.json_page import JsonPage, PageShape
from extract.readers.reading import Reading
from extract.readers.rest import RestPull
from extract.readers.rest_client import Answer
from extract.submission import UNCHANGED, Receipt, Submission

_BLOCK_LINES = 5_000
#: Deliveries as they came that an accepted header may make readable, or complete.
_WITH_HEADER = """
    select submission_id from quality.submission_ledger
    where dataset = %s and not facts ? 'replay_of'
        and (coalesce(facts -> 'unknown_headers', '[]') ? %s or facts ->> 'unreadable' = 'no_header')
    order by received_at, revision
"""


def replay(submission_id: str, contracts: Mapping[str, Contract], landing: Landing) -> Receipt:
    """Read a submission again and land it if it reads differently now.

    Args:
        contracts: dataset → contract.

    Returns:
        landed (a new revision), unchanged, already (this contract version was replayed before) or unreadable.

    Raises:
        UnknownSubmissionError: no such ledger row, or its original is not in the archive.
    """
    row = ledger.submission(landing.connection, submission_id)
    contract = contracts[row["dataset"]]
    path = _original(row, landing)
    again = Submission(
        row["county_code"], row["dataset"], row["stream"], row["submitter"], row["period"], row["source"],
        row["received_at"], row["sha256"], row["archive_path"],
        slot=row["received_at"] if contract.delivery.form != "file" else None,
        replay_of=f"{submission_id}@{contract.version}",
    )
    try:
        reading = _reading(contract, path, row, landing)
        return _landed(again, contract, reading, row, landing)
    except UnreadableError as unreadable:
        if row["facts"].get("unreadable") == unreadable.reason:
            return _unchanged(row)
        facts = {name: row["facts"][name] for name in ("file_name", "size") if name in row["facts"]}
        return landing.refuse(again, unreadable, facts)


def with_header(dataset: str, header: str, landing: Landing) -> list[Receipt]:
    """Read every delivery with that header again, oldest first, with the aliases that are accepted by now."""
    by_dataset = {contract.dataset: contract for contract in aliases.known_contracts()}
    ids = [row[0] for row in landing.connection.execute(_WITH_HEADER, [dataset, header]).fetchall()]
    return [replay(submission_id, by_dataset, landing) for submission_id in ids]


def _landed(again: Submission, contract: Contract, reading: Reading, row: dict[str, Any],
            landing: Landing) -> Receipt:
    """Land in a transaction that is given up when nothing differs."""
    receipt = None
    with landing.connection.transaction():
        receipt = landing.land(again, contract, reading)
        if _is_same(reading, receipt, row):
            raise psycopg.Rollback
        return receipt
    return _unchanged(row)


def _is_same(reading: Reading, receipt: Receipt, row: dict[str, Any]) -> bool:
    """Whether the new reading says what the ledger says: same records, same headers."""
    facts = row["facts"]
    if "unreadable" in facts or receipt.received_rows != row["received_rows"]:
        return False
    if any(reading.facts.get(name) != facts.get(name) for name in ("unknown_headers", "missing_headers")):
        return False
    if receipt.landed_rows == 0:
        return True
    known = facts.get("row_multiset_hash")
    return known is not None and reading.facts.get("row_multiset_hash") == known


def _unchanged(row: dict[str, Any]) -> Receipt:
    return Receipt(row["county_code"], row["dataset"], row["stream"], row["period"], UNCHANGED, row["submission_id"],
                   row["revision"], row["received_rows"], row["unchanged_rows"], row["landed_rows"],
                   "重读结果与已入库的一致")


def _original(row: dict[str, Any], landing: Landing) -> Path:
    path = landing.archive.path(row["archive_path"] or "")
    if not row["archive_path"] or not path.exists():
        raise UnknownSubmissionError(f"the original of {row['submission_id']} is not in the archive ({path})",
                                fix="restore the archive folder from its backup")
    return path


def _reading(contract: Contract, path: Path, row: dict[str, Any], landing: Landing) -> Reading:
    if contract.delivery.form == "rest":
        return RestPull(contract, KeptPages(path), in_flight=1, since=None, now=row["received_at"])
    if contract.delivery.form == "sql":
        return KeptRows.of(path, row)
    reading = files.read(contract, path, row["received_at"], landing.max_unpacked_mb)
    reading.facts.update({name: row["facts"][name] for name in ("file_name", "size") if name in row["facts"]})
    return reading


class KeptPages:
    """Answers like a platform's client, from the pages kept of a pull."""

    def __init__(self, path: Path) -> None:
        self._bodies = list(archive.lines(path))

    def page(self, shape: PageShape, options: Mapping[str, Any], parameters: Mapping[str, Any]) -> Answer:
        """The kept page of that number; every page says the total of the last one, as the pull was settled then."""
        number = int(parameters[options["page_param"]])
        last = self._parsed(shape, len(self._bodies))
        page = self._parsed(shape, number) if number <= len(self._bodies) else last.without_rows()
        return Answer(replace(page, total=last.total), None)

    def _parsed(self, shape: PageShape, number: int) -> JsonPage:
        body = self._bodies[number - 1]
        page = shape.quick(body) or shape.thorough(orjson.loads(body), body)
        assert page is not None  # it was read before it was kept
        return page


@dataclass
class KeptRows(Reading):
    """The rows kept of a database pull: CSV with a header line, as it went into COPY."""

    path: Path | None = None

    @classmethod
    def of(cls, path: Path, row: dict[str, Any]) -> KeptRows:
        """From the archive: the header line names the columns; the view's own columns are known from the ledger."""
        header = next(archive.lines(path)).decode().strip().split(",")
        api = row["facts"].get("api", {})
        return cls(
            columns=tuple(header), received_at=row["received_at"], declared_rows=row["declared_rows"],
            facts={name: row["facts"].get(name) for name in ("header_count", "unknown_headers", "missing_headers")}
            | {"api": {**api, "slot": None}},
            null=bulk.NULL if api.get("bulk") else NULL, path=path,
        )

    def stream(self) -> Iterator[bytes]:
        rows = islice(archive.lines(self.path), 1, None)
        while block := b"".join(islice(rows, _BLOCK_LINES)):
            yield block

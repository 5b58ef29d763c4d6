"""Raw landing: one transaction holds a delivery's rows and its ledger row, or neither.

    lock (county, dataset, stream) → in the ledger already? done
    → COPY into raw.<table> (or, for later pulls, into a temporary table and on with what changed)
    → ledger row → commit

The same delivery has the same id, so a run that is killed anywhere and repeated, or two runs at once, end
alike: the first that commits lands it, every other finds it in the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors, sql

from contracts.model import Contract
from extract import changes, ledger
from extract.archive import Archive
from extract.errors import UnreadableError
from extract.readers.layout import SHEET_STRIDE
from extract.readers.reading import WITH_DATA, ZERO_REPORT, Reading
from extract.readers.wide import PART_STRIDE
from extract.submission import ALREADY, LANDED, UNREADABLE, Receipt, Submission
from warehouse import settings
from warehouse.connection import connect

#: COPY refuses these because of the delivery's bytes, not because of us.
_REFUSED = (errors.BadCopyFileFormat, errors.CharacterNotInRepertoire, errors.UntranslatableCharacter,
            errors.InvalidTextRepresentation)
#: Up to this many rows the server hashes what was streamed (rule F05 compares whole deliveries).
HASHED_ROWS = 50_000
_SEQUENCE = "pg_temp.landing_row"


def sheet_row(row_no: int) -> int:
    """The row as the spreadsheet program shows it; `_row_no` also carries the sheet's ordinal and a wide row's part."""
    return row_no % SHEET_STRIDE % PART_STRIDE


@dataclass(frozen=True)
class Counts:
    """Conservation of one delivery: received = landed + unchanged."""

    received: int = 0
    unchanged: int = 0
    landed: int = 0


class Landing:
    """The way into the warehouse for one process: a connection as `loader`, the archive, the limits.

    Lives as long as the process; not for use by several threads at once.
    """

    def __init__(self, connection: psycopg.Connection, archive: Archive, max_unpacked_mb: int = 150) -> None:
        self.connection, self.archive, self.max_unpacked_mb = connection, archive, max_unpacked_mb
        connection.execute("set client_min_messages = warning")
        connection.execute("create temporary sequence if not exists landing_row cache 1000")

    @classmethod
    def open(cls) -> Landing:
        """As the settings say."""
        values = settings.load()
        return cls(connect("loader", autocommit=True), Archive(values.archive), values.integer("MAX_UNPACKED_MB", 150))

    def __enter__(self) -> Landing:
        return self

    def __exit__(self, *exception: object) -> None:
        self.connection.close()

    def land(self, submission: Submission, contract: Contract, reading: Reading, settle: Any = None) -> Receipt:
        """Land one delivery with its ledger row, or find that it is there already.

        Args:
            settle: called before the ledger row is written, when all records have been read; returns the
                submission with its original in the archive. None when it is there already.

        Raises:
            UnreadableError: COPY refused the bytes and there is no other way to read them; nothing was landed.
        """
        with self.connection.transaction():
            self._lock(submission)
            known = ledger.find(self.connection, submission)
            if known is not None:
                return _receipt(submission, ALREADY, known)
            reading, counts = self._records(submission, contract, reading)
            kept = settle() if settle else submission
            entry = ledger.Entry(
                kept, content=ZERO_REPORT if reading.is_zero_report else WITH_DATA,
                declared_rows=reading.declared_rows, received_rows=counts.received,
                unchanged_rows=counts.unchanged, landed_rows=counts.landed, header_rows=reading.header_rows,
                facts=reading.facts,
            )
            return _receipt(submission, LANDED, self._entered(entry))

    def refuse(self, submission: Submission, unreadable: UnreadableError, facts: dict[str, Any]) -> Receipt:
        """The ledger row of a delivery that cannot be read; its original is in the archive."""
        with self.connection.transaction():
            self._lock(submission)
            known = ledger.find(self.connection, submission)
            if known is not None:
                return _receipt(submission, ALREADY, known)
            facts = {**facts, "unreadable": unreadable.reason, "detail": unreadable.detail}
            row = self._entered(ledger.Entry(submission, content=None, facts=facts))
        return _receipt(submission, UNREADABLE, row, str(unreadable))

    def _entered(self, entry: ledger.Entry) -> ledger.Row:
        """The ledger row, and for a pull the attempt that it was, in one transaction."""
        row, pulled = ledger.insert(self.connection, entry), entry.submission
        if pulled.slot is not None and pulled.replay_of is None:
            key = (pulled.county_code, pulled.dataset, pulled.stream, pulled.period)
            ledger.record_attempt(self.connection, key, pulled.slot, "ok")
        return row

    def _lock(self, submission: Submission) -> None:
        """One landing at a time per county, dataset and stream: revisions and comparisons need an order."""
        name = f"landing|{submission.county_code}|{submission.dataset}|{submission.stream}"
        self.connection.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])

    def _records(self, submission: Submission, contract: Contract, reading: Reading) -> tuple[Reading, Counts]:
        """The delivery's rows in raw, by the first way of reading that works."""
        while True:
            try:
                with self.connection.transaction():
                    return reading, self._copied(submission, contract, reading)
            except _REFUSED as error:
                other = getattr(reading, "fallback", lambda: None)()
                if other is None:
                    raise _as_unreadable(error) from error
                reading = other

    def _copied(self, submission: Submission, contract: Contract, reading: Reading) -> Counts:
        compared = submission.is_pull and contract.mode != "period" and changes.has_rows(
            self.connection, contract, submission)
        if compared:
            changes.create_incoming(self.connection, contract)
        target = changes.INCOMING if compared else sql.Identifier("raw", contract.table)
        received = self._read_until_settled(submission, reading, target)
        if compared:
            landed = changes.land_changed(self.connection, contract, submission, reading)
            return Counts(received, received - landed, landed)
        self._hash_streamed(submission, contract, reading, received)
        if submission.is_pull:
            changes.note_latest_update(self.connection, contract, submission, reading, None)
        return Counts(received, 0, received)

    def _read_until_settled(self, submission: Submission, reading: Reading, target: sql.Composable) -> int:
        """COPY the stream; a source that moved while it was read is read again, `tries` times at most."""
        for attempt in range(1, reading.tries + 1):
            with self.connection.transaction():
                received = self._copy(submission, reading, target)
                if attempt < reading.tries and not reading.settled():
                    raise psycopg.Rollback
                return received
        raise AssertionError("the last try always returns")

    def _copy(self, submission: Submission, reading: Reading, target: sql.Composable) -> int:
        """COPY one stream; the number of rows as the server counted them."""
        self._declare(submission)
        blocks = reading.stream()
        first = next(blocks, b"")  # a reader may choose its way, and so the options of COPY, when it starts
        with self.connection.cursor() as cursor:
            with cursor.copy(_statement(reading, target)) as rows:
                rows.write(first)
                for block in blocks:
                    rows.write(block)
            return cursor.rowcount

    def _declare(self, submission: Submission) -> None:
        """Where the rows come from: the defaults of the raw table read these settings of the transaction."""
        self.connection.execute(
            "select set_config('landing.county_code', %s, true), set_config('landing.submission_id', %s, true), "
            "set_config('landing.received_on', %s, true), set_config('landing.row_seq', %s, true)",
            [submission.county_code, submission.submission_id, submission.received_at.date().isoformat(), _SEQUENCE],
        )
        self.connection.execute("alter sequence pg_temp.landing_row restart")

    def _hash_streamed(self, submission: Submission, contract: Contract, reading: Reading, received: int) -> None:
        """One hash for all rows of a file that went into COPY unseen."""
        if not submission.is_pull and received <= HASHED_ROWS and "row_multiset_hash" not in reading.facts:
            reading.facts["row_multiset_hash"] = changes.multiset_hash(self.connection, contract, submission)


def _statement(reading: Reading, target: sql.Composable) -> sql.Composed:
    return sql.SQL("copy {} ({}) from stdin (format csv, null {}, delimiter {}, header {}, encoding {})").format(
        target, sql.SQL(", ").join(map(sql.Identifier, reading.columns)), sql.Literal(reading.null),
        sql.Literal(reading.delimiter), sql.Literal(reading.skip_header), sql.Literal(reading.encoding),
    )


def _as_unreadable(error: psycopg.Error) -> UnreadableError:
    reason = "encoding" if isinstance(error, errors.CharacterNotInRepertoire) else "format"
    return UnreadableError(reason, str(error).splitlines()[0])


def _receipt(submission: Submission, outcome: str, row: ledger.Row, detail: str = "") -> Receipt:
    return Receipt(
        submission.county_code, submission.dataset, submission.stream, submission.period, outcome,
        submission.submission_id, row.revision, row.received_rows, row.unchanged_rows, row.landed_rows, detail,
    )

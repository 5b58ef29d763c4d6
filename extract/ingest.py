"""Lands what one dataset has delivered up to a moment; trouble with one delivery never stops another."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any

import psycopg
import structlog

from contracts.model import Contract, Stream
from extract import files, inbox, ledger, periods, pulls
from extract.errors import SourceError
from extract.inbox import Found
from extract.landing import Landing
from extract.submission import Receipt
from warehouse import settings
from warehouse.deployment import County

OUR_FAULT = "our_fault"
log = structlog.get_logger(__name__)


def ingest(contract: Contract, county: County, upto: datetime, now: datetime, landing: Landing) -> list[Receipt]:
    """Land every delivery of a dataset that arrived by `upto` and is not in the ledger; make the pulls that are due.

    Args:
        upto: files that arrived later are left for a later run.
        now: logical time of the run (for pulls and for quality.attempt).
        landing: the way into the warehouse; may serve many calls, one at a time.

    Returns:
        One receipt per delivery landed now, refused as unreadable, or not obtained.

    Raises:
        psycopg.OperationalError: the warehouse itself is gone; nothing else stops the run.
    """
    if contract.delivery.form == "file":
        return _guarded(contract, contract.streams[0], county, now, landing,
                        lambda: _ingest_files(contract, county, upto, landing))
    return [receipt for stream in contract.streams
            for receipt in _guarded(contract, stream, county, now, landing,
                                    partial(_ingest_pull, contract, stream, county, now, landing))]


def _guarded(contract: Contract, stream: Stream, county: County, now: datetime, landing: Landing,
             work: Callable[[], tuple[list[Receipt], str, str]]) -> list[Receipt]:
    """The receipts of one stream's work; trouble becomes an attempt and a receipt that says so."""
    key = (county.code, contract.dataset, stream.stream, periods.last_ended(now, stream.period_type))
    try:
        receipts, outcome, detail = work()
    except SourceError as error:
        receipts, outcome, detail = [_no_delivery(key, error.outcome, str(error))], error.outcome, str(error)
    except psycopg.OperationalError:
        raise
    except Exception as error:
        log.error("ingest failed", dataset=contract.dataset, error=repr(error), trace=traceback.format_exc())
        receipts, outcome, detail = [_no_delivery(key, OUR_FAULT, repr(error))], OUR_FAULT, repr(error)
    if outcome:
        ledger.record_attempt(landing.connection, key, now, outcome, detail)
    return receipts


def sweep(contracts: Iterable[Contract], county: County, landing: Landing) -> list[Found]:
    """Files in the submitters' inboxes that no contract knows: each is noted once, and stays where it is.

    Args:
        contracts: all contracts of one or more submitters.

    Returns:
        The files, so that the caller can name them.
    """
    by_connection: dict[str, list[Contract]] = {}
    for contract in contracts:
        if contract.delivery.form == "file":
            by_connection.setdefault(contract.delivery.connection, []).append(contract)
    strangers: list[Found] = []
    for name, known in by_connection.items():
        try:
            with _inbox(county.connection(name), landing) as found:
                strange = inbox.unmatched(found, known)
        except SourceError:
            continue  # ingest of the same inbox has recorded it
        for file in strange:
            ledger.record_attempt(landing.connection, (county.code, "", "", ""), file.received_at, "ok",
                                  f"{name}：无法识别的文件 {file.name!r}（{file.size}字节），未入库，原件留在收件夹")
        strangers += strange
    return strangers


def _ingest_files(contract: Contract, county: County, upto: datetime,
                  landing: Landing) -> tuple[list[Receipt], str, str]:
    """Every new file in order of arrival; the scan counts as one attempt."""
    receipts, outcome, detail = [], "ok", ""
    with _inbox(county.connection(contract.delivery.connection), landing) as found:
        for file in files.new_files(contract, county.code, found, upto, landing):
            try:
                receipts.append(files.land_file(contract, county.code, file, landing))
            except (psycopg.OperationalError, SourceError):
                raise
            except Exception as error:
                log.error("file failed", dataset=contract.dataset, file=file.name, error=repr(error),
                          trace=traceback.format_exc())
                outcome, detail = OUR_FAULT, f"{file.name}: {error!r}"
                key = (county.code, contract.dataset, contract.streams[0].stream, inbox.period_of(contract, file))
                receipts.append(_no_delivery(key, OUR_FAULT, detail))
    return receipts, outcome, detail


def _ingest_pull(contract: Contract, stream: Stream, county: County, now: datetime,
                 landing: Landing) -> tuple[list[Receipt], str, str]:
    """The pull that is due, if any; the landing has recorded the attempt."""
    receipt = pulls.pull(contract, stream, county, now, landing)
    return [receipt] if receipt else [], "", ""


def _inbox(connection: dict[str, Any], landing: Landing) -> Any:
    return inbox.open_inbox(connection, landing.archive.root / "spool", settings.load().root)


def _no_delivery(key: tuple[str, str, str, str], outcome: str, detail: str) -> Receipt:
    return Receipt(*key, outcome=outcome, detail=detail)

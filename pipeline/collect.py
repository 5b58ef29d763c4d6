"""Phase `ingest`: ask the systems we read ourselves, look for files that came, in the cycle's order of time.

What a dataset cannot give is recorded by extract (quality.attempt) and told here; the other datasets go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import structlog

from contracts.model import Contract
from pipeline import clock, weeks
from pipeline.errors import SourceGaveNothingError, SourceRefusedError
from pipeline.phases import PhaseReport, all_contracts
from pipeline.weeks import Moment, Week
from warehouse import deployment
from warehouse.connection import connect
from warehouse.deployment import County

if TYPE_CHECKING:
    from extract.landing import Landing

#: Submitters asked at the same time. One submitter's datasets take turns: they share a token and connections.
AT_ONCE = 2
WORTH_ANOTHER_TRY = ("unreachable", "server_error")
NO_DELIVERY = (*WORTH_ANOTHER_TRY, "unauthorised", "our_fault")
log = structlog.get_logger(__name__)
Told = Callable[["Collected"], None]


@dataclass(frozen=True)
class Collected:
    """What one dataset of one county gave at one moment.

    Attributes:
        deliveries: submissions that are in the ledger now and were not before.
        rows: rows landed with them.
        outcome: `ok`, or the word of quality.attempt for why nothing could be had.
        detail: what was found, for the log.
    """

    dataset: str
    county: str
    at: datetime
    deliveries: int = 0
    rows: int = 0
    outcome: str = "ok"
    detail: str = ""

    def must_be_had(self) -> Collected:
        """The same, for a caller that tries again by itself.

        Raises:
            SourceGaveNothingError: worth another try.
            SourceRefusedError: another try gives the same.
        """
        if self.outcome == "ok":
            return self
        kind = SourceGaveNothingError if self.outcome in WORTH_ANOTHER_TRY else SourceRefusedError
        raise kind(f"{self.dataset} of county {self.county}: {self.outcome}: {self.detail}")


def collect(contract: Contract, county: County, at: datetime, landing: Landing | None = None) -> Collected:
    """Land everything of one dataset that arrived up to `at` and is not landed yet; pull if a pull is due.

    Args:
        landing: the way into the warehouse; None opens one for this call.
    """
    # Readers and pandas are imported here: Airflow reads the DAG files, and so this module, every half minute.
    from extract import ingest

    with _way(landing) as way:
        receipts = ingest.ingest(contract, county, at, at, way)
    fresh = [receipt for receipt in receipts if receipt.outcome in ("landed", "unreadable")]
    failed = next((receipt for receipt in receipts if receipt.outcome in NO_DELIVERY), None)
    return Collected(contract.dataset, county.code, at, len(fresh), sum(receipt.landed_rows for receipt in fresh),
                     failed.outcome if failed else "ok", failed.detail if failed else "")


def _way(landing: Landing | None) -> AbstractContextManager[Landing]:
    """The given way into the warehouse, which stays open, or one that is opened and closed here."""
    from extract.landing import Landing

    return nullcontext(landing) if landing else Landing.open()


def strangers(contracts: Iterable[Contract], county: County, landing: Landing | None = None) -> list[str]:
    """Names of files in the submitters' inboxes that no contract knows; each is noted once and stays there."""
    from extract import ingest

    with _way(landing) as way:
        return [found.name for found in ingest.sweep(contracts, county, way)]


def at_moment(moment: Moment, told: Told = lambda _: None) -> list[Collected]:
    """All datasets of one moment, submitters side by side; what could not be had is a result, never raised."""
    by_submitter: dict[str, list[Contract]] = {}
    for contract in moment.contracts:
        by_submitter.setdefault(contract.submitter, []).append(contract)
    jobs = [(county, owned) for county in deployment.load().counties for owned in by_submitter.values()]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return [item for found in pool.map(lambda job: _from_submitter(*job, moment.at, told), jobs) for item in found]


def _from_submitter(county: County, owned: list[Contract], at: datetime, told: Told) -> list[Collected]:
    """One submitter's datasets one after the other, over one connection to the warehouse."""
    with _way(None) as landing:
        found = [collect(contract, county, at, landing) for contract in owned]
        for item in found:
            told(item)
            if item.outcome != "ok":
                log.warning("no delivery", dataset=item.dataset, county=item.county, outcome=item.outcome,
                            detail=item.detail)
        for name in strangers(owned, county, landing):
            log.warning("file that no contract knows", county=county.code, file=name)
    return found


def cycle(group: list[Week], told: Told = lambda _: None) -> PhaseReport:
    """Collect for the weeks that share a cut-off, moving simulated time from moment to moment."""
    begun, time_of_day = time.monotonic(), clock.load()
    found: list[Collected] = []
    for moment in moments(group):
        if any(weeks.is_pulled(contract) for contract in moment.contracts):
            time_of_day.set(moment.at)
        found += at_moment(moment, told)
    time_of_day.set(group[-1].cutoff)
    return _report(begun, found)


def moments(group: list[Week]) -> list[Moment]:
    """The moments of weeks that share a cut-off, each once, in order of time."""
    found = {moment.at: moment for week in group for moment in weeks.moments(week, all_contracts())}
    return [found[at] for at in sorted(found)]


def missed(group: list[Week]) -> PhaseReport:
    """Files that came up to the cut-off, and pulled datasets that have not delivered in this cycle."""
    begun, cutoff = time.monotonic(), group[-1].cutoff
    owed = tuple(contract for contract in all_contracts()
                 if not weeks.is_pulled(contract) or not has_delivered(contract, group))
    return _report(begun, at_moment(Moment(cutoff, owed)))


def has_delivered(contract: Contract, group: list[Week]) -> bool:
    """Whether each stream that owes something in this cycle was pulled in it in every county."""
    owed = [stream.stream for stream in contract.streams
            if not stream.due.workday or weeks.own_pulls(contract, group[-1], stream)]
    with connect("loader") as connection:
        pulled = set(connection.execute(
            "select distinct county_code, stream from quality.submission_ledger"
            " where dataset = %s and received_at > %s and received_at <= %s",
            [contract.dataset, group[0].opens, group[-1].cutoff]).fetchall())
    return all((county.code, stream) in pulled for county in deployment.load().counties for stream in owed)


def _report(begun: float, found: list[Collected]) -> PhaseReport:
    facts: dict[str, int | str] = {"deliveries": sum(item.deliveries for item in found),
                                   "rows landed": sum(item.rows for item in found)}
    if problems := sorted({f"{item.dataset} ({item.outcome})" for item in found if item.outcome != "ok"}):
        facts["no delivery from"] = " ".join(problems)
    return PhaseReport("ingest", time.monotonic() - begun, facts)

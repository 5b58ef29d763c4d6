"""Phase `ingest`: ask the systems we read ourselves, look for files that came, in the cycle's order of time.

What one dataset cannot give is recorded (quality.attempt) and told; the other datasets go on.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

import structlog

from contracts.model import Contract
from pipeline import clock, weeks
from pipeline.phases import PhaseReport, all_contracts
from pipeline.weeks import Moment, Week
from warehouse import deployment
from warehouse.connection import connect
from warehouse.errors import WarehouseError

AT_ONCE = 2
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Collected:
    """What one dataset of one county gave at one moment; `problem` is empty when nothing went wrong."""

    dataset: str
    county: str
    at: datetime
    submissions: int = 0
    rows: int = 0
    problem: str = ""


def collect(dataset: Contract, county: deployment.County, at: datetime) -> Collected:
    """Land everything of one dataset that arrived up to `at` and is not landed yet.

    Raises:
        SourceError: the department's system did not give its data; the attempt is recorded.
    """
    from extract import ingest  # readers and pandas: DAG files import this module every half minute

    receipts = ingest.ingest(dataset, county, upto=at, now=at)
    return Collected(dataset.dataset, county.code, at, len(receipts), sum(receipt.landed_rows for receipt in receipts))


def missed(group: list[Week]) -> PhaseReport:
    """Files that came up to the cut-off, and pulled datasets whose period has no delivery yet."""
    begun, cutoff = time.monotonic(), group[-1].cutoff
    known = all_contracts()
    owed = tuple(c for c in known if not weeks.is_pulled(c) or not has_delivered(c, group))
    found = at_moment(Moment(cutoff, owed))
    return _report(begun, found)


def has_delivered(contract: Contract, group: list[Week]) -> bool:
    """Whether the dataset was pulled in this cycle in every county."""
    with connect("loader") as connection:
        pulled = {code for (code,) in connection.execute(
            "select distinct county_code from quality.submission_ledger"
            " where dataset = %s and received_at > %s and received_at <= %s",
            [contract.dataset, group[0].opens, group[-1].cutoff])}
    return all(county.code in pulled for county in deployment.load().counties)


def at_moment(moment: Moment, told: Callable[[Collected], None] = lambda _: None) -> list[Collected]:
    """All datasets of one moment, a few at a time; problems are results, never raised."""
    counties = deployment.load().counties

    def one(job: tuple[Contract, deployment.County]) -> Collected:
        contract, county = job
        try:
            found = collect(contract, county, moment.at)
        except WarehouseError as error:
            found = Collected(contract.dataset, county.code, moment.at, problem=str(error))
            log.warning("source gave nothing", dataset=contract.dataset, county=county.code, error=str(error))
        told(found)
        return found

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, [(contract, county) for county in counties for contract in moment.contracts]))


def cycle(group: list[Week], told: Callable[[Collected], None] = lambda _: None) -> PhaseReport:
    """Collect for the weeks that share a cut-off, moving simulated time from moment to moment."""
    begun, time_of_day, known = time.monotonic(), clock.load(), all_contracts()
    found: list[Collected] = []
    for moment in sorted({m.at: m for week in group for m in weeks.moments(week, known)}.values(), key=lambda m: m.at):
        if any(weeks.is_pulled(contract) for contract in moment.contracts):
            time_of_day.set(moment.at)
        found += at_moment(moment, told)
    time_of_day.set(group[-1].cutoff)
    return _report(begun, found)


def _report(begun: float, found: list[Collected]) -> PhaseReport:
    facts: dict[str, int | str] = {"submissions": sum(item.submissions for item in found),
                                   "rows landed": sum(item.rows for item in found)}
    if problems := sorted({item.dataset for item in found if item.problem}):
        facts["without data"] = " ".join(problems)
    return PhaseReport("ingest", time.monotonic() - begun, facts)

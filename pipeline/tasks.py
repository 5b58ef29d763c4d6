"""What the DAGs run: the cycle's phases, told in Airflow's terms (a run's time, its week, what can be left out)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from contracts.model import Contract
from pipeline import clock, collect, inputs, kept, phases, reference_data, weeks
from pipeline import explain as explaining
from pipeline.errors import PhaseFailedError
from pipeline.phases import PhaseReport
from pipeline.weeks import Week
from warehouse import deployment, settings

DEFAULT_CONNECTIONS = 4
WAREHOUSE_POOL = "warehouse"
STILL_LIVE = timedelta(days=1)


@dataclass(frozen=True)
class Source:
    """One submitter as its DAG sees it."""

    submitter: str
    contracts: tuple[Contract, ...]

    @property
    def pulled(self) -> bool:
        """Whether we ask this submitter's systems; else its files are looked for."""
        return any(weeks.is_pulled(contract) for contract in self.contracts)


def sources(known: Iterable[Contract] | None = None) -> list[Source]:
    """The submitters of all contracts, each with its datasets."""
    grouped: dict[str, list[Contract]] = {}
    for contract in known or phases.all_contracts():
        grouped.setdefault(contract.submitter, []).append(contract)
    return [Source(submitter, tuple(owned)) for submitter, owned in sorted(grouped.items())]


def pools() -> dict[str, int]:
    """Slots per pool: as many connections as a source allows (the strictest county counts), one for the warehouse."""
    slots = {}
    for source in sources():
        allowed = [int(county.connections.get(contract.delivery.connection, {}).get("max_connections") or 0)
                   for county in deployment.load().counties for contract in source.contracts]
        slots[source.submitter] = min((number for number in allowed if number), default=DEFAULT_CONNECTIONS)
    return slots | {WAREHOUSE_POOL: 1}


def retries() -> tuple[int, timedelta]:
    """How often and after what first delay a source is asked again (INGEST_RETRIES, INGEST_RETRY_SECONDS)."""
    values = settings.load()
    return values.integer("INGEST_RETRIES", 4), timedelta(seconds=values.integer("INGEST_RETRY_SECONDS", 300))


def reason_to_leave_out(contract: Contract, at: datetime, siblings: Iterable[Contract]) -> str:
    """Why a dataset is not asked for at a moment; empty when it is.

    The past of a register is what was landed, so a backfill does not ask for it again; and a moment that exists
    for one dataset's monthly deadline is not used to ask for the others.
    """
    if not weeks.is_pulled(contract):
        return ""
    if contract.mode == "snapshot" and clock.load().now() - at > STILL_LIVE:
        return "the past of a register is what was landed; only its present can be asked for"
    own = [other.dataset for other in siblings if at in weeks.own_pulls(other, weeks.open_at(at))]
    if own and contract.dataset not in own:
        return f"this moment belongs to {', '.join(own)}"
    return ""


def ingest(dataset: str, county: str, at: datetime) -> collect.Collected:
    """Land one dataset of one county.

    Raises:
        SourceGaveNothingError, SourceRefusedError: see collect.Collected.must_be_had.
    """
    return collect.collect(phases.find_contract(dataset), find_county(county), at).must_be_had()


def strangers(source: Source) -> list[str]:
    """Files in a submitter's inboxes that no contract knows, over all counties."""
    return [name for county in deployment.load().counties for name in collect.strangers(source.contracts, county)]


def find_county(code: str) -> deployment.County:
    """The county of that code.

    Raises:
        PhaseFailedError: the deployment has no such county.
    """
    for county in deployment.load().counties:
        if county.code == code:
            return county
    raise PhaseFailedError(f"the deployment has no county {code!r}; known: {', '.join(phases.counties())}")


def late_arrivals(week: Week) -> PhaseReport:
    """Everything of the cycle that no ingest run has landed: the report does not depend on them."""
    if clock.load().now() - week.cutoff > STILL_LIVE:
        return PhaseReport("ingest", 0.0, {"nothing": "a past week is rebuilt from what was landed"})
    return collect.missed(weeks.sharing_cutoff(week))


def step(phase: str, cutoff: datetime) -> PhaseReport:
    """One phase between landing and publishing, left out where the warehouse already stands there.

    Args:
        phase: stage, judge_landing, build, judge_warehouse or publish.
        cutoff: what arrived later is not seen.
    """
    if phase == "stage":
        recover()
    mark = inputs.fingerprint(cutoff)
    reached = inputs.BUILT if phase in ("stage", "judge_landing", "build") else inputs.PUBLISHED
    if inputs.stands(mark, reached) and (reached == inputs.BUILT or inputs.closed(mark)):
        return PhaseReport(phase, 0.0, {"unchanged": f"since {cutoff:%Y-%m-%d %H:%M}"})
    return getattr(phases, phase)(cutoff)


def recover() -> None:
    """Mend what a killed run left that looked at the past: published rows set aside, reference data of then."""
    if kept.is_kept():
        with phases.exclusively():
            kept.put_back()
    if not inputs.reference_is_loaded(inputs.reference_hash()):
        reference_data.load()


def report(week: Week) -> PhaseReport:
    """Write the week's report and close its cycle."""
    done = phases.report(week)
    inputs.close(inputs.fingerprint(week.cutoff), str(weeks.sharing_cutoff(week)[-1]), phases.counties())
    return done


def explain(week: Week) -> PhaseReport:
    """Why numbers differ from the publication before, where the week's is the newest one."""
    return explaining.explain(week.cutoff)


def work_report(week: Week) -> PhaseReport:
    """Write the work reports as of the week's cut-off."""
    return phases.work_report(week)


def monthly_deadline() -> tuple[int, time]:
    """The last working day of a month, and the time of day, on which contracts let monthly submissions be due."""
    return max((stream.due.workday, stream.due.at) for contract in phases.all_contracts()
               for stream in contract.streams if stream.period_type == "month" and stream.due.workday)


def return_to_newest(week: Week) -> PhaseReport:
    """After a past week was rebuilt: bring the layers back to the newest closed cut-off, as BI tools expect them.

    Judging again folds the ledger of problems anew, for the rebuilt week may have changed their lives.
    """
    newest = inputs.newest_closed()
    if newest is None or newest <= week.cutoff:
        return PhaseReport("return", 0.0, {"newest": f"{week.cutoff:%Y-%m-%d %H:%M}"})
    steps = (phases.stage, phases.build, phases.judge_warehouse, phases.publish)
    reports = [step(newest) for step in steps] + [explaining.explain(newest)]
    nodes = tuple(node for item in reports for node in item.nodes)
    return PhaseReport("return", sum(item.seconds for item in reports), {"newest": f"{newest:%Y-%m-%d %H:%M}"}, nodes)

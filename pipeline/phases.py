"""The phases of one weekly cycle, each a function that may be run again and ends the same.

    ingest → stage → judge landing → build → judge warehouse → publish → report

Airflow's tasks and the command line call the same functions. A department's bad or missing data never raises here:
it is recorded, and the phases after it go on. What raises is our own fault, or a system that did not answer and is
worth another try (TransientError).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

import structlog

from contracts.model import Contract
from extract import aliases
from pipeline import alerts, inputs
from pipeline.alerts import Alert
from pipeline.errors import PhaseFailedError
from pipeline.weeks import Week
from warehouse import dbt, deployment
from warehouse.connection import connect
from warehouse.dbt import EVERYTHING, DbtResult, NodeResult, Scope
from warehouse.unchanged import UNCHANGED

LOCK = "food-safety-warehouse cycle"
LOCK_SECONDS = 1800
if TYPE_CHECKING:
    from expectations.outcome import JudgeResult

#: Whether this thread holds the lock already.
_HELD: ContextVar[bool] = ContextVar("warehouse held", default=False)
STEPS = {"stage": "tag:land", "build": "tag:build", "publish": "tag:publish"}
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class PhaseReport:
    """What a phase did: seconds (wall clock), figures for the progress line, and dbt's nodes where it ran dbt."""

    phase: str
    seconds: float
    facts: dict[str, int | str] = field(default_factory=dict)
    nodes: tuple[NodeResult, ...] = ()

    def line(self) -> str:
        """The phase in one line."""
        facts = ", ".join(f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"
                          for name, value in self.facts.items())
        return f"{self.phase:<16} {self.seconds:7.1f} s  {facts}"


@cache
def all_contracts() -> tuple[Contract, ...]:
    """Every contract with the deployment's accepted headers, read and checked once per process."""
    return aliases.known_contracts()


def find_contract(dataset: str) -> Contract:
    """The contract of a dataset.

    Raises:
        PhaseFailedError: no contract has that number; the known ones are listed.
    """
    known = {contract.dataset: contract for contract in all_contracts()}
    if dataset not in known:
        raise PhaseFailedError(f"no contract for dataset {dataset!r}; known: {', '.join(known)}")
    return known[dataset]


def counties() -> list[str]:
    """Codes of the counties that this deployment holds."""
    return [county.code for county in deployment.load().counties]


def stage(cutoff: datetime) -> PhaseReport:
    """Clean and cast what landed and is not staged yet; the layers stand at no cut-off until `build` ends."""
    with exclusively():
        inputs.forget_standing()
        return _dbt("stage", cutoff)


def judge_landing(cutoff: datetime) -> PhaseReport:
    """Row rules, file rules with effect `reject`, quarantine, acceptance."""
    from expectations import judge

    with exclusively():
        return _judged("judge landing", lambda: judge.judge_landing(cutoff, counties()))


def build(cutoff: datetime, scope: Scope = EVERYTHING) -> PhaseReport:
    """Current rows, matched entities, dimensions and facts as of the cut-off, from all deliveries or a part."""
    with exclusively():
        mark = inputs.fingerprint(cutoff)
        done = _dbt("build", cutoff, scope)
        inputs.reach(mark, inputs.BUILT)
        return done


def judge_warehouse(cutoff: datetime) -> PhaseReport:
    """Rules over sets and across departments, and the fold of what was seen into the problem ledger."""
    from expectations import judge

    with exclusively():
        return _judged("judge warehouse", lambda: judge.judge_warehouse(cutoff))


def publish(cutoff: datetime) -> PhaseReport:
    """Indicator values with their data status, and what BI tools read."""
    with exclusively():
        mark = inputs.fingerprint(cutoff)
        done = _dbt("publish", cutoff)
        inputs.reach(mark, inputs.PUBLISHED)
        return done


def report(week: Week) -> PhaseReport:
    """The week's report and its annexes, for every county."""
    from report import weekly

    begun = time.monotonic()
    pages = [str(written.page) for written in weekly.write_all(str(week))]
    return PhaseReport("report", time.monotonic() - begun, {"file": " ".join(pages)})


def work_report(week: Week) -> PhaseReport:
    """The work report with its proof sheet, for every county."""
    from report.work import writer

    begun = time.monotonic()
    documents = [str(written.document) for written in writer.write_all(str(week))]
    return PhaseReport("work report", time.monotonic() - begun, {"file": " ".join(documents)})


@contextmanager
def exclusively() -> Iterator[None]:
    """One process at a time changes the warehouse's layers, whether Airflow or a person started it.

    A phase that runs inside another one's hold goes on under it.

    Raises:
        PhaseFailedError: another process held the lock for half an hour.
    """
    if _HELD.get():
        yield
        return
    with connect("transformer", autocommit=True) as connection:
        give_up = time.monotonic() + LOCK_SECONDS
        while not connection.execute("select pg_try_advisory_lock(hashtext(%s))", [LOCK]).fetchone()[0]:
            if time.monotonic() > give_up:
                raise PhaseFailedError(f"another run has held the warehouse for {LOCK_SECONDS} s",
                                       fix="look for it in pg_stat_activity, or wait")
            time.sleep(0.5)
        token = _HELD.set(True)
        try:
            yield
        finally:
            _HELD.reset(token)


def _dbt(phase: str, cutoff: datetime, scope: Scope = EVERYTHING) -> PhaseReport:
    begun = time.monotonic()
    result: DbtResult = dbt.build(STEPS[phase], cutoff=cutoff, scope=scope)
    models = [node for node in result.nodes if node.resource_type != "test"]
    ran = [node for node in models if node.status != UNCHANGED]
    facts: dict[str, int | str] = {
        "models": len(ran), "unchanged": len(models) - len(ran), "tests": len(result.nodes) - len(models),
        "rows": sum(node.rows or 0 for node in ran),
    }
    return PhaseReport(phase, time.monotonic() - begun, facts, result.nodes)


def _judged(phase: str, judging: Callable[[], JudgeResult]) -> PhaseReport:
    begun = time.monotonic()
    result = judging()
    if result.errors:
        # A rule that cannot run is our fault: people are told, and the other rules and the report stand.
        lines = (f"{outcome.rule_id}：{outcome.detail[:300]}" for outcome in result.errors)
        alerts.send(Alert(f"{len(result.errors)} 条规则无法执行（截止 {result.cutoff}）", "\n".join(lines)))
    return PhaseReport(phase, time.monotonic() - begun, dict(result.facts))

"""The weekly cycle in one long-lived process: many weeks, one import of dbt and Great Expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from pipeline import collect, explain, inputs, phases
from pipeline.inputs import Fingerprint
from pipeline.phases import PhaseReport
from pipeline.weeks import Week

Told = Callable[[Week, PhaseReport], None]


def grouped(weeks: list[Week]) -> Iterator[list[Week]]:
    """Weeks that share a cut-off belong to one cycle: they are collected and judged together, reported each."""
    for _, group in groupby(weeks, key=lambda week: week.cutoff):
        yield list(group)


def catch_up(weeks: list[Week], told: Told, *, ingest: bool = True, explained: bool = True,
             before_last: Callable[[], object] = lambda: None) -> list[Week]:
    """Run every cycle of these weeks that is not closed, oldest first, from collection to report.

    Only the last of them is explained: it costs further computations, and nobody asks why a number changed back then.

    A cycle that changes makes the ones after it change too (problems have a life over cut-offs), and their
    fingerprints say so only in part; so from the first cycle that runs, all later ones run. While a report is
    written, the next cycle collects: what it lands arrived after the report's cut-off.

    Args:
        told: hears of each phase as it ends.
        ingest: False rebuilds from raw without asking anybody.
        explained: also say why numbers differ from the publication before; False where a later week follows elsewhere.
        before_last: called when only one cycle is left, for what must be ready after it and would be in the way before.

    Returns:
        The weeks that were run; a cycle closed with the same fingerprint is left as it is.
    """
    done: list[Week] = []
    groups = list(grouped(weeks))
    with ThreadPoolExecutor(1, "report") as writer:
        written = writer.submit(lambda: None)
        for group in groups:
            if group is groups[-1]:
                before_last()
            if done:
                inputs.reopen(group[-1].cutoff)
            elif inputs.closed(inputs.fingerprint(group[-1].cutoff)):
                continue
            if ingest:
                told(group[-1], collect.cycle(group))
            written.result()
            _compute(group[-1], told)
            written = writer.submit(_report, group, inputs.fingerprint(group[-1].cutoff), told)
            done += group
        written.result()
    if done and explained:
        told(done[-1], explain.explain(done[-1].cutoff))
    return done


def _compute(week: Week, told: Told) -> None:
    for phase in (phases.stage, phases.judge_landing, phases.build, phases.judge_warehouse, phases.publish):
        told(week, phase(week.cutoff))


def _report(group: list[Week], mark: Fingerprint, told: Told) -> None:
    """Write the weeks' reports and close their cycle with what they were made from."""
    for week in group:
        told(week, phases.report(week))
    inputs.close(mark, str(group[-1]), phases.counties())

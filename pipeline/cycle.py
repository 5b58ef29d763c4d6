"""The weekly cycle in one long-lived process: many weeks, one import of dbt and Great Expectations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby

from pipeline import collect, explain, inputs, phases
from pipeline.phases import PhaseReport
from pipeline.weeks import Week

Told = Callable[[Week, PhaseReport], None]


def grouped(weeks: list[Week]) -> Iterator[list[Week]]:
    """Weeks that share a cut-off belong to one cycle: they are collected and judged together, reported each."""
    for _, group in groupby(weeks, key=lambda week: week.cutoff):
        yield list(group)


def run(group: list[Week], told: Told, *, ingest: bool = True, explained: bool = False) -> bool:
    """One cycle from collection to report; a cycle closed with the same fingerprint is left as it is.

    Args:
        group: weeks that share a cut-off.
        told: hears of each phase as it ends.
        ingest: False rebuilds from raw without asking anybody.
        explained: also say why numbers differ from the publication before.

    Returns:
        Whether anything was done.
    """
    cutoff, last = group[-1].cutoff, group[-1]
    if inputs.closed(inputs.fingerprint(cutoff)):
        return False
    if ingest:
        told(last, collect.cycle(group))
    for phase in (phases.stage, phases.judge_landing, phases.build, phases.judge_warehouse, phases.publish):
        told(last, phase(cutoff))
    for week in group:
        told(week, phases.report(week))
    if explained:
        told(last, explain.explain(cutoff))
    inputs.close(inputs.fingerprint(cutoff), str(last), phases.counties())
    return True


def catch_up(weeks: list[Week], told: Told, *, ingest: bool = True, explained: bool = True,
             before_last: Callable[[], object] = lambda: None) -> list[Week]:
    """Run every cycle of these weeks that is not closed, oldest first; returns the weeks that were run.

    Only the last of them is explained: it costs further computations, and nobody asks why a number changed back then.
    Where a later week follows elsewhere (`explained` is false), not even that.

    A cycle that changes makes the ones after it change too (problems have a life over cut-offs), and their
    fingerprints say so only in part; so from the first cycle that runs, all later ones run.

    Args:
        before_last: called when only one cycle is left, for what must be ready after it and would be in the way before.
    """
    done: list[Week] = []
    groups = list(grouped(weeks))
    for group in groups:
        if group is groups[-1]:
            before_last()
        if done:
            inputs.reopen(group[-1].cutoff)
        if run(group, told, ingest=ingest, explained=explained and group is groups[-1]):
            done += group
    return done

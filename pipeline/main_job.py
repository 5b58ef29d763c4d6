"""The main job: set everything up, catch past weeks up, take the last week through Airflow, end with a summary."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from rich.console import Console

from pipeline import clock, cycle, inputs, kept, phases, reference_data, summary
from pipeline.airflow import week as airflow_week
from pipeline.airflow.client import Run
from pipeline.airflow.control import Airflow
from pipeline.phases import PhaseReport
from pipeline.weeks import Week, between
from warehouse import settings, setup, workdays

DEFAULT_WEEKS = 10


def chosen_weeks(first: str = "", last: str = "") -> list[Week]:
    """The weeks to report: from the arguments, else DEMO_FROM and DEMO_TO, else the newest ones.

    Without any choice a demonstration covers the last ten weeks, a real deployment the last one.
    """
    values = settings.load()
    last = last or values.get("DEMO_TO") or workdays.last_complete_week(clock.machine_time())
    first = first or values.get("DEMO_FROM")
    if not first:
        first = _weeks_before(last, DEFAULT_WEEKS - 1 if clock.load().simulated else 0)
    return between(first, last)


def prepare(console: Console) -> None:
    """Warehouse up and at this release's structure, reference data loaded."""
    _prepare_server(console)
    _load_reference_data(console)


def prepare_with_airflow(console: Console) -> Airflow:
    """The same, and beside it Airflow's database at its schema; nothing of Airflow runs yet."""
    _prepare_server(console)
    airflow = Airflow(settings.load())
    with ThreadPoolExecutor(1) as beside:
        migrated = beside.submit(_migrate_airflow, airflow, console)
        _load_reference_data(console)
        migrated.result()
    return airflow


def _prepare_server(console: Console) -> None:
    with timed(console, "warehouse"):
        for line in setup.prepare():
            if line.startswith("migration"):
                console.print(f"  {line}")
        if kept.is_kept():
            with phases.exclusively():
                kept.put_back()


def _load_reference_data(console: Console) -> None:
    with timed(console, "reference data"):
        reference_data.load()


def _migrate_airflow(airflow: Airflow, console: Console) -> None:
    with timed(console, "airflow database"):
        airflow.migrate()


def start_airflow(airflow: Airflow, console: Console) -> None:
    """Every process started and healthy, every DAG read and every pool there."""
    with timed(console, "airflow"):
        airflow.start()
        airflow.wait_healthy()
        airflow_week.wait_for_dags(airflow.client())


def run(weeks: list[Week], console: Console) -> None:
    """The whole main job for these weeks.

    Raises:
        WarehouseError: something of our own failed; what a department failed to send never does this.
    """
    begun = time.monotonic()
    airflow = prepare_with_airflow(console)
    *past, last = list(cycle.grouped(weeks))
    console.rule(f"weeks {weeks[0]} … {weeks[-1]}: {len(past)} cycles in this process, the last one through Airflow")
    # Airflow takes a fifth of a core where it waits, so it starts while the last of these cycles runs.
    done = cycle.catch_up([week for group in past for week in group], teller(console), explained=False,
                          before_last=airflow.start)
    if past and not done:
        console.print(f"{len(past)} earlier cycles are closed with the same inputs, rules and release: not run again")
    if done:
        inputs.reopen(last[-1].cutoff)
    start_airflow(airflow, console)
    airflow_week.run(airflow.client(), last, teller(console), task_teller(console))
    console.rule("summary")
    summary.show(last[-1], console)
    summary.show_checksums(console)
    console.print(f"done in {time.monotonic() - begun:.0f} s")


@contextmanager
def timed(console: Console, name: str) -> Iterator[None]:
    """Print a step's name and seconds when it has ended."""
    begun = time.monotonic()
    yield
    console.print(f"{'set-up':<10} {name:<16} {time.monotonic() - begun:7.1f} s")


def teller(console: Console) -> cycle.Told:
    """Prints each phase as it ends."""

    def tell(week: Week, done: PhaseReport) -> None:
        console.print(f"{week!s:<10} {done.line()}", soft_wrap=True)

    return tell


def task_teller(console: Console) -> airflow_week.ToldTask:
    """Prints each Airflow task as it ends; a task that had nothing to do is not told."""

    def tell(run: Run, task: dict[str, Any]) -> None:
        if task["state"] != "skipped":
            console.print(f"{'':<10} {run.dag_id}.{task['task_id']}: {task['state']}"
                          f" ({task['duration'] or 0:.1f} s)", style="dim", soft_wrap=True)

    return tell


def _weeks_before(week: str, count: int) -> str:
    found = Week(week)
    for _ in range(count):
        found = found.previous
    return found.name

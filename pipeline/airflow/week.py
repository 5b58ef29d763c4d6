"""One week through real Airflow: collect, build, report, started and awaited by REST.

    ingest_* (moment by moment) → assets → build_warehouse → weekly_quality_report
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import structlog

from pipeline import clock, collect, tasks, weeks
from pipeline.airflow.client import Client, Run
from pipeline.errors import AirflowFailedError
from pipeline.phases import PhaseReport
from pipeline.weeks import Moment, Week

INGEST_SECONDS, BUILD_SECONDS, REPORT_SECONDS = 900, 1200, 1200
DAGS_SECONDS, TRIGGERED_SECONDS = 90, 20
log = structlog.get_logger(__name__)
Told = Callable[[Week, PhaseReport], None]
ToldTask = Callable[[Run, dict[str, Any]], None]


def dag_ids() -> set[str]:
    """The DAGs that must be there."""
    return {*(f"ingest_{source.submitter}" for source in tasks.sources()), "build_warehouse", "weekly_quality_report"}


def wait_for_dags(client: Client) -> None:
    """Wait until Airflow has read every DAG, and give it the pools.

    Raises:
        AirflowFailedError: a DAG file does not import, or a DAG is still missing after a minute and a half.
    """
    give_up = time.monotonic() + DAGS_SECONDS
    while missing := dag_ids() - client.dag_ids():
        if errors := client.import_errors():
            raise AirflowFailedError("; ".join(f"{name}: {trace}" for name, trace in errors.items()))
        if time.monotonic() > give_up:
            raise AirflowFailedError(f"Airflow has not read {', '.join(sorted(missing))} after {DAGS_SECONDS} s",
                                     fix="read the DAG processor's log")
        time.sleep(0.5)
    client.set_pools(tasks.pools())


def run(client: Client, group: list[Week], told: Told, told_task: ToldTask) -> None:
    """Run the weeks that share a cut-off: their ingest runs, the build that these trigger, and their reports.

    Raises:
        AirflowFailedError: the build or a report failed or did not finish in time. Ingest runs whose datasets
            could not be had are told and do not stop anything.
    """
    last = group[-1]
    client.request("DELETE", "/dags/build_warehouse/assets/queuedEvents", missing_ok=True)
    begun = time.monotonic()
    since = datetime.now(UTC).isoformat()
    _collect(client, group, told_task)
    told(last, PhaseReport("ingest", time.monotonic() - begun, {"by": "Airflow"}))
    begun = time.monotonic()
    build = _triggered_build(client, since, last)
    _must_succeed(client, client.wait([build], BUILD_SECONDS, told_task))
    told(last, PhaseReport("build_warehouse", time.monotonic() - begun, {"run": build.run_id}))
    for week in group:
        begun = time.monotonic()
        report = client.trigger("weekly_quality_report", {"week": str(week)})
        _must_succeed(client, client.wait([report], REPORT_SECONDS, told_task))
        told(week, PhaseReport("weekly report", time.monotonic() - begun, {"run": report.run_id}))


def _collect(client: Client, group: list[Week], told: ToldTask) -> None:
    """Trigger the ingest DAGs in order of time. Files carry their own arrival time, so they need no turn."""
    time_of_day = clock.load()
    moments = collect.moments(group)
    files = [moment for moment in moments if not any(map(weeks.is_pulled, moment.contracts))]
    *earlier, last = [moment for moment in moments if moment not in files] or [Moment(group[-1].cutoff, ())]
    for turn in [*([moment] for moment in earlier), [last, *files]]:
        time_of_day.set(turn[0].at)
        runs = [run for moment in turn for run in _trigger(client, moment)]
        try:
            client.wait(runs, INGEST_SECONDS, told)
        except AirflowFailedError as error:
            # A source that is still being asked again stops neither the build nor the report.
            log.warning("collection goes on without being waited for", reason=str(error))
    time_of_day.set(group[-1].cutoff)


def _trigger(client: Client, moment: Moment) -> list[Run]:
    conf = {"at": moment.at.isoformat()}
    return [client.trigger(f"ingest_{submitter}", conf) for submitter in moment.submitters]


def _triggered_build(client: Client, since: str, week: Week) -> Run:
    """The build that the four collections triggered; started by hand should Airflow not have done so."""
    give_up = time.monotonic() + TRIGGERED_SECONDS
    while not (runs := client.runs("build_warehouse", since=since)):
        if time.monotonic() > give_up:
            return client.trigger("build_warehouse", {"at": week.cutoff.isoformat()})
        time.sleep(0.3)
    return runs[0]


def _must_succeed(client: Client, runs: list[Run]) -> None:
    failed = [run for run in runs if run.state != "success"]
    if failed:
        what = "; ".join(f"{run.dag_id}: " + ", ".join(
            task["task_id"] for task in client.tasks(run) if task["state"] == "failed") for run in failed)
        raise AirflowFailedError(f"failed in Airflow: {what}",
                                 fix="read the task's log under the Airflow home folder, mend, and run again")

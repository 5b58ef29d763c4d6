"""The few task kinds that the DAGs are wired from: collect a dataset, run a phase, and what all of them share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from airflow.sdk import Asset, AsyncCallback, BaseOperator, Context, DeadlineAlert, DeadlineReference, Metadata, task
from airflow.sdk.definitions.retry_policy import ExceptionRetryPolicy, RetryAction, RetryRule
from airflow.sdk.exceptions import AirflowSkipException
from pendulum import datetime as moment
from rich.console import Console

from dags.timetables import wall, week_of_interval
from pipeline import alerts, clock, tables, tasks
from pipeline.phases import PhaseReport
from pipeline.tasks import Source
from pipeline.weeks import Week, open_at
from warehouse.dbt import DbtFailedError

#: Backfills may reach back to here.
HISTORY_BEGINS = moment(2024, 1, 1, tz="Asia/Shanghai")
NO_SECOND_TRY = ExceptionRetryPolicy(rules=[RetryRule(
    exception="warehouse.errors.TerminalError", action=RetryAction.FAIL, reason="another try gives the same")])
INGEST_MINUTES, STEP_MINUTES = 30, 60
log = structlog.get_logger(__name__)


def shared(*, minutes: int) -> dict[str, Any]:
    """Arguments of every task: time-out, and an alert when it has failed for good."""
    return {"execution_timeout": timedelta(minutes=minutes), "on_failure_callback": alerts.task_failed,
            "retry_policy": NO_SECOND_TRY}


def patient() -> dict[str, Any]:
    """Arguments of a task that asks somebody else's system: retries, each after twice the time of the one before."""
    count, first = tasks.retries()
    return {"retries": count, "retry_delay": first, "retry_exponential_backoff": 2.0,
            "max_retry_delay": timedelta(hours=1)}


def finished_within(dag_id: str, minutes: int) -> DeadlineAlert:
    """An alert when a run has not finished so many minutes after it was queued."""
    return DeadlineAlert(
        reference=DeadlineReference.DAGRUN_QUEUED_AT, interval=timedelta(minutes=minutes),
        callback=AsyncCallback(alerts.not_finished_in_time, kwargs={"dag_id": dag_id, "minutes": minutes}))


def landed_asset(submitter: str) -> Asset:
    """What an ingest run updates: the submitter's raw tables."""
    return Asset(name=f"landed_{submitter}", uri=f"warehouse://raw/{submitter}")


def collected_at(context: Context) -> datetime:
    """Up to when a collection run looks: `conf.at`, else the end of its data interval, else now."""
    if at := (context["dag_run"].conf or {}).get("at"):
        return datetime.fromisoformat(at)
    end = context.get("data_interval_end")
    return clock.load().now() if end is None else wall(end)


def cutoff_of(context: Context) -> datetime:
    """Cut-off of a build: `conf.at`, else the latest moment of the collections that triggered it, else now."""
    if at := (context["dag_run"].conf or {}).get("at"):
        return datetime.fromisoformat(at)
    events = [event for found in (context.get("triggering_asset_events") or {}).values() for event in found]
    moments = [event.extra["at"] for event in events if "at" in event.extra]
    return datetime.fromisoformat(max(moments)) if moments else clock.load().now()


def week_of(context: Context) -> Week:
    """Reporting week of a run: `conf.week`, else the week of its data interval, else the one under way."""
    if name := (context["dag_run"].conf or {}).get("week"):
        return Week(name)
    start = context.get("data_interval_start")
    return open_at(clock.load().now()) if start is None else week_of_interval(start)


def ingest(source: Source, dataset: str, name: str) -> Any:
    """One task per dataset, mapped over the counties; bad or missing data of one never stops another."""

    @task(task_id=dataset, task_display_name=f"{dataset} {name}", pool=source.submitter,
          map_index_template="{{ county }}", **patient(), **shared(minutes=INGEST_MINUTES))
    def collect_dataset(county: str, **context: Any) -> dict[str, Any]:
        context["county"] = county
        at = collected_at(context)
        contract = next(item for item in source.contracts if item.dataset == dataset)
        if reason := tasks.reason_to_leave_out(contract, at, source.contracts):
            raise AirflowSkipException(reason)
        found = tasks.ingest(dataset, county, at)
        return {"at": at.isoformat(), "deliveries": found.deliveries, "rows": found.rows}

    return collect_dataset.expand(county=tasks.phases.counties())


def landed(source: Source) -> Any:
    """Ends an ingest run, whatever became of its datasets: tells the build up to when was looked."""
    asset = landed_asset(source.submitter)

    @task(task_id="landed", trigger_rule="all_done", outlets=[asset], **shared(minutes=STEP_MINUTES))
    def tell_the_build(**context: Any) -> Any:
        for name in tasks.strangers(source):
            log.warning("file that no contract knows", file=name)
        yield Metadata(asset, extra={"at": collected_at(context).isoformat()})

    return tell_the_build()


class PhaseOperator(BaseOperator):
    """Runs one phase in one process. What each dbt model did stands on the task's page (Rendered Templates).

    Args:
        phase: name of a function of pipeline.tasks.
    """

    template_fields = ("models",)
    template_fields_renderers = {"models": "md"}  # noqa: RUF012
    overwrite_rtif_after_execution = True
    ui_color = "#e8f0e4"

    def __init__(self, *, phase: str, **arguments: Any) -> None:
        super().__init__(**arguments)
        self.phase = phase
        self.models = ""

    def execute(self, context: Context) -> dict[str, Any]:
        """Run the phase; the returned figures are the task's XCom. A failed build shows its models, too."""
        try:
            done = self.run_phase(context)
        except DbtFailedError as error:
            self.models = tables.markdown(error.result.nodes)
            raise
        self.models = tables.markdown(done.nodes)
        Console(width=120).print(tables.nodes(done.nodes) if done.nodes else done.line())
        return {"seconds": round(done.seconds, 1), **done.facts}

    def run_phase(self, context: Context) -> PhaseReport:
        """The phase's function, with the cut-off or the week that the run is for."""
        if self.phase in ("late_arrivals", "report", "explain", "work_report", "return_to_newest"):
            return getattr(tasks, self.phase)(week_of(context))
        cutoff = cutoff_of(context) if self.dag_id == "build_warehouse" else week_of(context).cutoff
        return tasks.step(self.phase, cutoff)


def phase(name: str, **arguments: Any) -> PhaseOperator:
    """A task that runs one phase; only one at a time changes the warehouse."""
    return PhaseOperator(task_id=name, phase=name, pool=tasks.WAREHOUSE_POOL,
                         **{**shared(minutes=STEP_MINUTES), "retries": 1, "retry_delay": timedelta(seconds=30),
                            **arguments})

"""DAGs of the live test: our own steps around tasks that are late, broken, or that report dbt's models."""

from __future__ import annotations

import time

from airflow.sdk import DAG, task

from dags import steps
from dags.timetables import ReportWeekTimetable
from pipeline.errors import SourceGaveNothingError, SourceRefusedError
from pipeline.phases import PhaseReport
from warehouse.dbt import DbtFailedError, DbtResult, NodeResult

COMMON = {"start_date": steps.HISTORY_BEGINS, "catchup": False, "max_active_runs": 1}


class ModelsOperator(steps.PhaseOperator):
    """Says what a build says, without a warehouse."""

    def run_phase(self, context) -> PhaseReport:
        nodes = (NodeResult("model.food_safety.dim_entity", "model", "success", 4512, 1.25, ""),
                 NodeResult("model.food_safety.fct_visit", "model", "error", None, 0.5, "no such column"))
        if self.phase == "broken":
            raise DbtFailedError("1 of 2 nodes failed", DbtResult("run", nodes))
        return PhaseReport("build", 1.75, {"models": 2}, nodes)


with DAG("late", schedule=ReportWeekTimetable(automatic=False), deadline=steps.finished_within("late", 0.03), **COMMON):

    @task(task_id="nap", **steps.shared(minutes=1))
    def nap(**context) -> str:
        """Longer than the run may take."""
        time.sleep(5)
        return str(steps.week_of(context))

    nap()

with DAG("broken", schedule=None, **COMMON):

    @task(task_id="silent", **steps.patient(), **steps.shared(minutes=1))
    def silent() -> None:
        """A system that does not answer."""
        raise SourceGaveNothingError("no answer from the registry")

    @task(task_id="refused", **steps.patient(), **steps.shared(minutes=1))
    def refused() -> None:
        """A system that does not want us."""
        raise SourceRefusedError("wrong token")

    @task(task_id="afterwards", trigger_rule="all_done", **steps.shared(minutes=1))
    def afterwards() -> None:
        """What follows whatever became of the others."""

    [silent(), refused()] >> afterwards()

with DAG("models", schedule=None, **COMMON):
    ModelsOperator(task_id="whole", phase="build", **steps.shared(minutes=1))
    ModelsOperator(task_id="failing", phase="broken", **steps.shared(minutes=1))

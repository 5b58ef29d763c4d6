"""The executor on one machine: Airflow's LocalExecutor, whose workers have imported what every task needs.

A task runs in a process that is forked from a worker, and a worker is forked from the scheduler. What the scheduler has
imported before, no task imports again: dbt and Great Expectations take longer to import than most tasks take to run.
Only libraries, nothing of this project: a changed file of ours holds from the next task on, without a restart.
"""

from __future__ import annotations

from airflow.executors.local_executor import LocalExecutor

from pipeline import libraries

#: Airflow's own side of a task.
TASK_RUNNER = "airflow.sdk.execution_time.task_runner"


class PreparedExecutor(LocalExecutor):
    """LocalExecutor that imports first and forks then."""

    def start(self) -> None:
        """Import the libraries, then start the workers as LocalExecutor does."""
        libraries.load(TASK_RUNNER)
        super().start()

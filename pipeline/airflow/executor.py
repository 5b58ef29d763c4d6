"""The executor on one machine: Airflow's LocalExecutor, whose workers have imported what every task needs.

A task runs in a process that is forked from a worker, and a worker is forked from the scheduler. What the scheduler has
imported before, no task imports again: dbt and Great Expectations take longer to import than most tasks take to run.
Only libraries, nothing of this project: a changed file of ours holds from the next task on, without a restart.
"""

from __future__ import annotations

from importlib import import_module

from airflow.executors.local_executor import LocalExecutor

#: Airflow's own side of a task, then what our phases import.
LIBRARIES = ("airflow.sdk.execution_time.task_runner", "pandas", "dbt.cli.main", "dbt.adapters.postgres.impl",
             "great_expectations")


class PreparedExecutor(LocalExecutor):
    """LocalExecutor that imports first and forks then."""

    def start(self) -> None:
        """Import the libraries, then start the workers as LocalExecutor does."""
        for name in LIBRARIES:
            import_module(name)
        super().start()

"""DAGs ingest_<submitter>: one per submitter, one task per dataset, both read from the contracts."""

from __future__ import annotations

from airflow.sdk import DAG

from dags import steps
from dags.timetables import WorkingDayTimetable
from pipeline import clock, tasks, weeks

PULL_HOUR, FILE_HOUR = 6, 10
READY_MINUTES = 180

for source in tasks.sources():
    dag_id = f"ingest_{source.submitter}"
    with DAG(
        dag_id,
        description="报送采集：" + "、".join(contract.name for contract in source.contracts),
        schedule=WorkingDayTimetable(
            PULL_HOUR if source.pulled else FILE_HOUR, weeks.ingest_times(source.contracts),
            automatic=not clock.load().simulated),
        start_date=steps.HISTORY_BEGINS,
        catchup=False,
        max_active_runs=1,
        deadline=steps.finished_within(dag_id, READY_MINUTES),
        tags=["ingest", source.submitter],
    ):
        landed = steps.landed(source)
        for contract in source.contracts:
            steps.ingest(source, contract.dataset, contract.name) >> landed

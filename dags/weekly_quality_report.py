"""DAG weekly_quality_report: the cycle of one reporting week up to its report.

It builds what build_warehouse has not built yet, so that the report always comes, and so that `airflow backfill`
over past weeks rebuilds them from raw.
"""

from __future__ import annotations

from airflow.sdk import DAG, chain

from dags import steps
from dags.timetables import ReportWeekTimetable
from pipeline import clock

READY_MINUTES = 60

with DAG(
    "weekly_quality_report",
    description="食品安全数据质量周报：截止周一 12:00，周二 10:00 出报告",
    schedule=ReportWeekTimetable(automatic=not clock.load().simulated),
    start_date=steps.HISTORY_BEGINS,
    catchup=False,
    max_active_runs=1,
    deadline=steps.finished_within("weekly_quality_report", READY_MINUTES),
    tags=["warehouse", "report"],
):
    chain(
        steps.phase("late_arrivals"),
        steps.phase("stage", trigger_rule="all_done"),
        steps.phase("judge_landing"),
        steps.phase("build"),
        steps.phase("judge_warehouse"),
        steps.phase("publish"),
        steps.phase("report"),
        steps.phase("explain"),
        steps.phase("return_to_newest"),
    )

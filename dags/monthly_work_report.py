"""DAG monthly_work_report: the county's work report with its proof sheet, once a month.

It comes after the weekly report and finds the warehouse as that one left it; where it does not, and in `airflow
backfill` over past months, it first brings the warehouse to the week's cut-off.
"""

from __future__ import annotations

from airflow.sdk import DAG, chain

from dags import steps
from dags.timetables import MonthlyReportTimetable
from pipeline import clock, tasks

WEEKLY_READY_MINUTES, READY_MINUTES = 60, 60

with DAG(
    "monthly_work_report",
    description="创建工作汇报：每月报送截止后的第一期周报之后",
    schedule=MonthlyReportTimetable(*tasks.monthly_deadline(), WEEKLY_READY_MINUTES,
                                    automatic=not clock.load().simulated),
    start_date=steps.HISTORY_BEGINS,
    catchup=False,
    max_active_runs=1,
    deadline=steps.finished_within("monthly_work_report", READY_MINUTES),
    tags=["warehouse", "report"],
):
    chain(
        steps.phase("stage"),
        steps.phase("judge_landing"),
        steps.phase("build"),
        steps.phase("judge_warehouse"),
        steps.phase("publish"),
        steps.phase("work_report"),
        steps.phase("return_to_newest"),
    )

"""DAG build_warehouse: when every submitter has been collected, clean, judge rows, and build marts."""

from __future__ import annotations

from airflow.sdk import DAG, Asset, chain

from dags import steps
from pipeline import tasks

READY_MINUTES = 120

with DAG(
    "build_warehouse",
    description="建模：清洗 → 逐行规则 → 当前有效行 → 维度与事实",
    schedule=[steps.landed_asset(source.submitter) for source in tasks.sources()],
    start_date=steps.HISTORY_BEGINS,
    catchup=False,
    max_active_runs=1,
    deadline=steps.finished_within("build_warehouse", READY_MINUTES),
    tags=["warehouse"],
):
    chain(
        steps.phase("stage"),
        steps.phase("judge_landing"),
        steps.phase("build", outlets=[Asset(name="marts", uri="warehouse://marts")]),
    )

"""The DAGs as Airflow reads them: which there are, which tasks they have, and how these behave when things fail."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

import contracts

ROOT = Path(__file__).parents[2]
SUBMITTERS = ("agriculture", "animal_husbandry", "food_safety_office", "market_supervision")


@pytest.fixture(scope="module")
def bag():
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(ROOT / "dags")


def test_no_file_fails_to_import(bag):
    assert bag.import_errors == {}


def test_the_set_of_dags_is_exactly_this(bag):
    assert set(bag.dags) == {
        "ingest_market_supervision", "ingest_agriculture", "ingest_animal_husbandry", "ingest_food_safety_office",
        "build_warehouse", "weekly_quality_report", "monthly_work_report",
    }


@pytest.mark.parametrize("submitter", SUBMITTERS)
def test_an_ingest_dag_has_one_task_per_contract(bag, submitter):
    owned = {contract.dataset for contract in contracts.load_all() if contract.submitter == submitter}
    assert set(bag.dags[f"ingest_{submitter}"].task_ids) == owned | {"landed"}


def test_every_contract_has_a_task(bag):
    tasks = {task for dag_id, dag in bag.dags.items() if dag_id.startswith("ingest_") for task in dag.task_ids}
    assert tasks - {"landed"} == {contract.dataset for contract in contracts.load_all()}


def test_steps_follow_the_order_of_the_cycle(bag):
    build = bag.dags["build_warehouse"]
    report = bag.dags["weekly_quality_report"]
    assert [task.task_id for task in build.topological_sort()] == ["stage", "judge_landing", "build"]
    assert [task.task_id for task in report.topological_sort()] == [
        "late_arrivals", "stage", "judge_landing", "build", "judge_warehouse", "publish", "report", "explain",
        "return_to_newest"]
    assert [task.task_id for task in bag.dags["monthly_work_report"].topological_sort()] == [
        "stage", "judge_landing", "build", "judge_warehouse", "publish", "work_report", "return_to_newest"]


def test_the_work_report_waits_for_the_last_monthly_deadline_of_the_contracts(bag):
    due = {(stream.due.workday, stream.due.at) for contract in contracts.load_all() for stream in contract.streams
           if stream.period_type == "month" and stream.due.workday}
    timetable = bag.dags["monthly_work_report"].timetable
    assert (timetable.workday, timetable.at) == max(due)


def test_the_build_waits_for_every_submitter(bag):
    condition = bag.dags["build_warehouse"].timetable.asset_condition
    assert {asset.name for asset in condition.objects} == {f"landed_{name}" for name in SUBMITTERS}
    assert type(condition).__name__ == "AssetAll"


@pytest.mark.parametrize("submitter", SUBMITTERS)
def test_one_source_in_trouble_stops_nothing_else(bag, submitter):
    dag = bag.dags[f"ingest_{submitter}"]
    landed = dag.get_task("landed")
    datasets = [task for task in dag.tasks if task.task_id != "landed"]
    assert landed.trigger_rule == "all_done"
    assert {asset.name for asset in landed.outlets} == {f"landed_{submitter}"}
    assert all(task.upstream_task_ids == set() for task in datasets)


def test_sources_are_asked_again_with_growing_patience(bag):
    task = bag.dags["ingest_agriculture"].get_task("AG01")
    assert (task.retries, task.retry_delay) == (4, timedelta(minutes=5))
    assert task.retry_exponential_backoff == 2.0
    assert task.pool == "agriculture"


def test_every_task_has_a_time_out_and_tells_when_it_fails(bag):
    for dag in bag.dags.values():
        for task in dag.tasks:
            assert task.execution_timeout is not None, (dag.dag_id, task.task_id)
            assert task.has_on_failure_callback, (dag.dag_id, task.task_id)


def test_every_dag_tells_when_it_has_not_finished_in_time(bag):
    for dag in bag.dags.values():
        assert dag.deadline, dag.dag_id


def test_pools_follow_what_sources_allow(monkeypatch):
    from pipeline import tasks

    assert tasks.pools() == {"agriculture": 4, "animal_husbandry": 4, "food_safety_office": 4,
                             "market_supervision": 4, "warehouse": 1}


def test_no_dag_file_is_named_like_a_dbt_module():
    assert [path.name for path in (ROOT / "dags").rglob("dbt*.py")] == []

"""One more contract per delivery form, dropped into a copy of the project: `make render` and settings, nothing else.

    copy + 3 contracts ─→ make render ─→ warehouse up ─→ one weekly cycle over real systems ─→ staging, findings,
                                                                                               report, annexes, DAGs
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import new_systems
import psycopg
import pytest
from new_datasets import (
    COLD_STORES,
    CONTRACTS,
    MEAT_RELEASES,
    PESTICIDE_SALES,
    SAMPLES,
    SEVERITY,
    SHEET,
    WEEK,
    Sample,
)
from openpyxl import load_workbook
from project_copy import ProjectCopy

import contracts

TRIES = 2
COLD_STORE_PATH, SALES_VIEW = "/openapi/v1/food/coldstore", "V_NY_LSJL"
#: What a real deployment would hold: where the systems are and how long to wait for them; secrets are settings.
DEPLOYMENT = f"""\
counties:
  - code: "620899"
    name: 川安县
    province_code: "62"
    first_week: {WEEK}
    connections:
      market_supervision:
        base_url: ${{PLATFORM_URL}}
        client_id: food-safety-office
        client_secret: ${{PLATFORM_SECRET}}
        tries: {TRIES}
        wait_seconds: 0.05
        wait_max_seconds: 0.1
      agriculture:
        url: ${{AGRICULTURE_URL}}
        clock: "select timestamp '{new_systems.PULLED}'"
      animal_husbandry: {{folder: "${{INBOX}}/animal_husbandry"}}
      food_safety_office: {{folder: "${{INBOX}}/food_safety_office"}}
"""
#: Prints the tasks of every DAG as Airflow reads them in the working directory.
READ_DAGS = """\
import json
from airflow.dag_processing.dagbag import DagBag
bag = DagBag("dags")
assert not bag.import_errors, bag.import_errors
print(json.dumps({name: sorted(dag.task_ids) for name, dag in bag.dags.items()}))
"""
#: What becomes of the project's other weekly datasets: platform down, view missing, no file.
WITHOUT_DELIVERY = {"rest": ["缺报", None, "源系统不可达"], "sql": ["按时", "退回", "结构变更"],
                    "file": ["缺报", None, "未报"]}
DATASETS = [sample.dataset for sample in SAMPLES]
each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=DATASETS)


@dataclass(frozen=True)
class Cycle:
    """The copy after its cycle.

    Attributes:
        before, rendered: digests of its files before the contracts were added, and after rendering.
        told: what the commands printed.
        asked: requests that the platform had, per path.
    """

    project: ProjectCopy
    before: dict[str, str]
    rendered: dict[str, str]
    told: str
    asked: dict[str, int]
    url: str = field(repr=False)

    def rows(self, statement: str, *values: object) -> list[tuple]:
        with psycopg.connect(self.url, options="-c role=transformer") as connection:
            return connection.execute(statement, values).fetchall()

    def folder(self) -> Path:
        return self.project.reports / WEEK / "620899"


@pytest.fixture(scope="module")
def cycle() -> Iterator[Cycle]:
    project = ProjectCopy()
    try:
        before = project.digests()
        shutil.copytree(CONTRACTS, project.root / "contracts", dirs_exist_ok=True)
        told = project.module("contracts.render") + project.module("expectations", "docs")
        rendered = project.digests()
        told += project.module("warehouse", "up")
        records = [dict(zip(COLD_STORES.headers, row, strict=True)) for row in COLD_STORES.rows]
        with new_systems.Platform(COLD_STORE_PATH, records) as platform:
            _connect(project, platform)
            told += project.module("pipeline", "catchup", "--from", WEEK, "--to", WEEK)
        url = project.url("postgres").replace("+psycopg", "")
        yield Cycle(project, before, rendered, told, dict(platform.asked), url)
    finally:
        project.close()


def _connect(project: ProjectCopy, platform: new_systems.Platform) -> None:
    """The departments' systems, the deployment that names them, and the week's file in the inbox."""
    shutil.copytree(project.root / "demo" / "deployment" / "seeds", project.deployment / "seeds")
    (project.deployment / "deployment.yaml").write_text(DEPLOYMENT, encoding="utf-8")
    for submitter in ("animal_husbandry", "food_safety_office"):
        (project.inbox / submitter).mkdir(parents=True)
    new_systems.write_workbook(
        project.inbox / MEAT_RELEASES.submitter / "储备冻肉出库记录（2026年第46周）.xlsx", SHEET, MEAT_RELEASES.name,
        "2026.11.9-11.15", MEAT_RELEASES.headers, MEAT_RELEASES.rows)
    reader = new_systems.build_database(
        project.url("postgres"), SALES_VIEW, PESTICIDE_SALES.headers, PESTICIDE_SALES.rows)
    project.environment |= {"PLATFORM_URL": platform.url, "PLATFORM_SECRET": new_systems.SECRET,
                            "AGRICULTURE_URL": reader, "INBOX": str(project.inbox)}


def test_nothing_but_the_contracts_was_written_by_hand(cycle: Cycle) -> None:
    added = {f"contracts/{path.relative_to(CONTRACTS).as_posix()}" for path in CONTRACTS.rglob("*.odcs.yaml")}
    changed = {path for path, digest in cycle.rendered.items() if cycle.before.get(path) != digest}
    said = set(re.findall(r"^written: (.+)$", cycle.told, re.MULTILINE))
    assert len(added) == len(SAMPLES)
    assert set(cycle.before) <= set(cycle.rendered)
    assert changed == added | said | {"docs/rules.md"}
    assert all(path.startswith("dbt_project/") for path in said), said
    assert cycle.project.digests() == cycle.rendered, "the cycle itself changed the project"


@each_sample
def test_rows_reach_staging(cycle: Cycle, sample: Sample) -> None:
    key = "concat_ws('|', {})".format(", ".join(_key(cycle, sample)))
    rows = dict(cycle.rows(f"select {key}, to_jsonb(typed) from {sample.staging} as typed"))
    assert cycle.rows(f"select count(*) from {sample.staging}") == [(sample.landed,)]
    for name, values in sample.facts.items():
        assert {field: rows[name][field] for field in values} == values


@each_sample
def test_receipts_conserve_rows(cycle: Cycle, sample: Sample) -> None:
    (content, state, received, unchanged, landed, *counts), = cycle.rows(
        "select content, state, received_rows, unchanged_rows, landed_rows, current_rows, superseded_rows,"
        " duplicate_rows, total_rows, deleted_rows, quarantined_rows from quality.submission where dataset = %s",
        sample.dataset)
    names = ("current", "superseded", "duplicate", "total", "deleted", "quarantined")
    assert (content, state) == ("有数据", "已接受")
    assert (received, unchanged, landed) == (len(sample.rows), 0, len(sample.rows))
    assert {name: count for name, count in zip(names, counts, strict=True) if count} == sample.states
    assert sample.landed == landed


@each_sample
def test_findings_are_the_planted_ones_and_no_others(cycle: Cycle, sample: Sample) -> None:
    found = cycle.rows("select condition, severity, period, business_key, field, observed, trim(expected), submitter,"
                       " state from quality.finding where dataset = %s", sample.dataset)
    wanted = [(one.condition, SEVERITY[one.condition], sample.period, one.key, one.field, one.observed, one.expected,
               sample.submitter, "新增") for one in sample.violations]
    assert sorted(found, key=str) == sorted(wanted, key=str)


@each_sample
def test_the_page_shows_the_dataset_and_its_blocking_findings(cycle: Cycle, sample: Sample) -> None:
    page = (cycle.folder() / "周报.html").read_text(encoding="utf-8")
    lines = [_words(part) for part in re.split(r"<tr\b", page)]
    sent = [line for line in lines if sample.dataset in line and sample.name in line and "按时" in line]
    assert sent, "no line says that the dataset came in time"
    blocking = [line for line in lines if f"　{sample.dataset}　" in line or f" {sample.dataset}　" in line]
    for one in sample.violations:
        if SEVERITY[one.condition] == "B":
            key = one.key.replace("|", " ")
            parts = (key, one.label, one.observed or "", one.expected)
            assert any(all(part in line for part in parts) for line in blocking), (one, blocking)
    for name in sample.entities:
        assert any(name in line for line in blocking), name


def test_the_page_counts_the_findings_to_confirm(cycle: Cycle) -> None:
    assert "K08 值超出约定范围" in _words((cycle.folder() / "周报.html").read_text(encoding="utf-8"))


@each_sample
def test_the_annex_lists_every_finding(cycle: Cycle, sample: Sample) -> None:
    sheet = load_workbook(cycle.folder() / f"附件_{sample.annex}.xlsx")["问题清单"]
    header, *lines = ([cell.value or "" for cell in row] for row in sheet.iter_rows(min_row=3))
    listed = [dict(zip(header, line, strict=True)) for line in lines]
    own = [one for one in listed if one["数据集"] == f"{sample.dataset} {sample.name}"]
    shown = ("规则编号", "业务主键", "字段", "现值", "参考值/对方部门值")
    assert sorted([one[name] for name in shown] for one in own) == sorted(
        [one.condition, one.key, one.label, one.observed or "", one.expected] for one in sample.violations)
    assert set(sample.entities) <= {one["主体名称"] for one in own}


def test_systems_that_do_not_answer_are_told_and_not_waited_for(cycle: Cycle) -> None:
    due = {dataset: said for dataset, *said in cycle.rows(
        "select dataset, timeliness, content, cause from quality.expected_submission"
        " where period = %s and timeliness <> '未到期'", WEEK)}
    known = contracts.load_all()
    weekly = [contract for contract in known if contract.streams[0].period_type == "week"]
    came = {dataset: ["按时", "有数据", None] for dataset in DATASETS}
    assert due == {contract.dataset: WITHOUT_DELIVERY[contract.delivery.form] for contract in weekly} | came
    asked = dict(cycle.asked)
    assert asked.pop(COLD_STORE_PATH) >= 3, "three pages at least"
    down = [contract.delivery.options["path"] for contract in known if contract.delivery.form == "rest"]
    assert asked == dict.fromkeys(down, TRIES)


def test_the_ingest_dags_have_a_task_for_each_dataset(cycle: Cycle) -> None:
    home = cycle.project.place / "airflow"
    printed = cycle.project.run("-c", READ_DAGS, AIRFLOW_HOME=str(home), AIRFLOW__CORE__LOAD_EXAMPLES="False",
                                AIRFLOW__CORE__DAGS_FOLDER=str(cycle.project.root / "dags"),
                                AIRFLOW__CORE__PLUGINS_FOLDER=str(cycle.project.root / "dags" / "plugins"),
                                AIRFLOW__CORE__DAG_DISCOVERY_SAFE_MODE="False")
    dags = json.loads(printed.splitlines()[-1])
    for sample in SAMPLES:
        assert sample.dataset in dags[f"ingest_{sample.submitter}"]
    assert {name for name in dags if name.startswith("ingest_")} == {
        "ingest_market_supervision", "ingest_agriculture", "ingest_animal_husbandry", "ingest_food_safety_office"}


def test_the_copy_passes_its_own_checks(cycle: Cycle) -> None:
    assert "rendered files are current" in cycle.project.module("contracts.render", "--check")
    assert "docs/rules.md is current" in cycle.project.module("expectations", "check")


def _key(cycle: Cycle, sample: Sample) -> list[str]:
    (fields,), = cycle.rows("select key_fields from reference.dataset where dataset = %s", sample.dataset)
    return fields.split("|")


def _words(markup: str) -> str:
    """The text of some markup, tags replaced by blanks."""
    return html.unescape(re.sub(r"<[^>]*>", " ", markup))

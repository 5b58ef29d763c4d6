"""The dashboard of docs/superset fits the models: columns, their descriptions, references; no password is in it."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.errors import ContractError
from contracts.render import bi_datasets

ROOT = Path(__file__).parents[2]
BUNDLE = ROOT / "docs" / "superset"
MODELS = ROOT / "dbt_project" / "models"
TABLE = re.compile(r"\b(marts|quality_public)\.(\w+)")
WORD = re.compile(r"[a-z_]+")
#: Keys of a chart's parameters that name columns or metrics of its dataset.
NAMING = ("x_axis", "groupby", "metrics")
#: What a chart may sort by beside a column or metric.
SORTS = {"sum", "name"}


def _documents(folder: str) -> list[dict[str, Any]]:
    return [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted((BUNDLE / folder).rglob("*.yaml"))]


def _models() -> dict[str, dict[str, Any]]:
    """Described models by the name that they have in the database."""
    found = {}
    for path in [*(MODELS / "marts").rglob("*.yml"), *(MODELS / "quality_public").glob("*.yml")]:
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            found[model.get("config", {}).get("alias", model["name"])] = model
    return found


def _tables(dataset: dict[str, Any]) -> list[str]:
    return [name for _, name in TABLE.findall(dataset["sql"] or f"{dataset['schema']}.{dataset['table_name']}")]


DATASETS = {one["uuid"]: one for one in _documents("datasets")}
CHARTS = {one["uuid"]: one for one in _documents("charts")}
[DASHBOARD] = _documents("dashboards")
[DATABASE] = _documents("databases")


def _named(dataset: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Columns and metrics that a dataset offers."""
    return ({column["column_name"] for column in dataset["columns"]},
            {metric["metric_name"] for metric in dataset["metrics"]})


def _used(chart: dict[str, Any]) -> Iterator[str]:
    """Columns and metrics that a chart names."""
    params = chart["params"]
    for key in NAMING:
        yield from [params[key]] if isinstance(params[key], str) else params[key]
    for condition in params["adhoc_filters"]:
        assert condition["expressionType"] == "SIMPLE", "a filter in SQL cannot be compared with the columns"
        yield condition["subject"]
    if params.get("x_axis_sort") not in {None, *SORTS}:
        yield params["x_axis_sort"]


def _missing(chart: dict[str, Any]) -> set[str]:
    """What a chart names and its dataset does not offer."""
    columns, metrics = _named(DATASETS[chart["dataset_uuid"]])
    return set(_used(chart)) - columns - metrics


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda one: one["table_name"])
def test_a_dataset_says_what_the_models_say(dataset: dict[str, Any]) -> None:
    read = [_models()[name] for name in _tables(dataset)]
    known = {column["name"]: column["description"] for model in reversed(read) for column in model["columns"]}
    shown = {column["column_name"]: column["description"] for column in dataset["columns"]}
    assert dataset["description"] == read[0]["description"]
    assert shown == {name: known.get(name) for name in shown}
    assert shown.keys() >= {column["name"] for column in read[0]["columns"]}


@pytest.mark.parametrize("dataset", DATASETS.values(), ids=lambda one: one["table_name"])
def test_a_metric_reads_columns_of_its_dataset(dataset: dict[str, Any]) -> None:
    columns, _ = _named(dataset)
    for metric in dataset["metrics"]:
        assert set(WORD.findall(metric["expression"])) <= columns, metric["metric_name"]
    assert dataset["main_dttm_col"] in columns


@pytest.mark.parametrize("chart", CHARTS.values(), ids=lambda one: one["slice_name"])
def test_a_chart_names_columns_and_metrics_of_its_dataset(chart: dict[str, Any]) -> None:
    assert _missing(chart) == set()


def test_a_column_that_is_not_there_is_noticed() -> None:
    chart = copy.deepcopy(next(iter(CHARTS.values())))
    chart["params"]["groupby"] = ["no_such_column"]
    assert _missing(chart) == {"no_such_column"}


def test_everything_that_is_referred_to_is_in_the_bundle() -> None:
    drawn = {part["meta"]["uuid"] for part in DASHBOARD["position"].values()
             if isinstance(part, dict) and part["type"] == "CHART"}
    assert drawn == CHARTS.keys()
    assert {chart["dataset_uuid"] for chart in CHARTS.values()} == DATASETS.keys()
    assert {dataset["database_uuid"] for dataset in DATASETS.values()} == {DATABASE["uuid"]}


def test_the_filter_is_on_a_column_of_every_dataset() -> None:
    for one in DASHBOARD["metadata"]["native_filter_configuration"]:
        for target in one["targets"]:
            assert target["datasetUuid"] in DATASETS
            for dataset in DATASETS.values():
                assert target["column"]["name"] in _named(dataset)[0]


def test_no_password_and_no_own_address_is_shipped() -> None:
    assert DATABASE["sqlalchemy_uri"] == "postgresql+psycopg2://bi_reader:XXXXXXXXXX@127.0.0.1:5432/warehouse"
    for path in BUNDLE.rglob("*.yaml"):
        assert "password" not in path.read_text(encoding="utf-8").lower(), path


@pytest.fixture
def own_root(tmp_path: Path) -> Path:
    """A project root with the bundle and the models."""
    shutil.copytree(MODELS, tmp_path / "dbt_project" / "models")
    shutil.copy(MODELS.parent / "dbt_project.yml", tmp_path / "dbt_project")
    shutil.copytree(BUNDLE, tmp_path / "docs" / "superset")
    return tmp_path


def test_a_changed_description_reaches_the_datasets(own_root: Path) -> None:
    model = own_root / "dbt_project/models/marts/core/dim_submitter.yml"
    model.write_text(model.read_text(encoding="utf-8").replace('"简称"', '"单位简称"'), encoding="utf-8")
    now, committed = bi_datasets.files(own_root), bi_datasets.files(ROOT)
    assert {Path(path).stem for path in now if now[path] != committed[path]} == {"expected_submission", "quality_score"}
    assert all("单位简称" in text for path, text in now.items() if "indicator" not in path)


@pytest.mark.parametrize(("asked", "named"), [
    ("submitter.short_name", "submitter.nickname"), ("marts.dim_submitter", "marts.dim_nobody")])
def test_a_query_on_what_no_model_has_is_refused(own_root: Path, asked: str, named: str) -> None:
    dataset = own_root / "docs/superset/datasets/food_safety/quality_score.yaml"
    dataset.write_text(dataset.read_text(encoding="utf-8").replace(asked, named), encoding="utf-8")
    with pytest.raises(ContractError, match=named):
        bi_datasets.files(own_root)

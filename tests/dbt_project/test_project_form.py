"""The form of the dbt project: one file per model with its description, import CTEs, `select * from` at the end."""

import re
import statistics
from functools import cache
from pathlib import Path

import pytest
import yaml

from contracts import load_all
from contracts.render.facts import holders

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"
OWN = sorted(path for path in MODELS.rglob("*.sql") if path.parent.name != "current" and "staging" not in path.parts)
MARTS = [path for path in OWN if path.parent.name in {"core", "published", "explained", "quality"}]


def _described(path: Path) -> dict:
    return yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["models"][0]


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.stem)
def test_a_model_says_its_grain_and_ends_in_its_last_step(path: Path) -> None:
    assert _described(path)["name"] == path.stem
    assert "行" in _described(path)["description"]
    assert path.read_text(encoding="utf-8").rstrip().endswith("select * from final")


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
def test_a_mart_declares_its_key_with_the_county_first(path: Path) -> None:
    model = _described(path)
    key = next(rule["columns"] for rule in model["constraints"] if rule["type"] == "primary_key")
    columns = [column["name"] for column in model["columns"]]
    assert set(key) <= set(columns)
    assert key[0] == "county_code" or "county_code" not in columns
    assert all(column.get("data_type") and column.get("description") for column in model["columns"])


def test_models_stay_short() -> None:
    lengths = [len(path.read_text(encoding="utf-8").splitlines()) for path in OWN]
    assert statistics.median(lengths) <= 60
    assert max(lengths) <= 160


@cache
def _upstream(model: str) -> frozenset[str]:
    """A model and everything it is built from, read from the `ref`s of the files."""
    path = next(iter(MODELS.rglob(f"{model}.sql")), None)
    parents = re.findall(r"ref\('(\w+)'\)", path.read_text(encoding="utf-8")) if path else []
    return frozenset({model}).union(*map(_upstream, parents))


def test_each_dataset_is_held_by_a_mart_that_is_built_from_it() -> None:
    held = holders(MODELS / "marts" / "core")
    tables = {contract.dataset: contract.table for contract in load_all()}
    assert set(held) == set(tables)
    for dataset, holder in held.items():
        assert f"int_{tables[dataset]}_rows" in _upstream(holder.model), (dataset, holder.model)


def test_each_fact_of_the_core_says_whose_rows_it_holds() -> None:
    holding = {holder.model for holder in holders(MODELS / "marts" / "core").values()}
    assert {path.stem for path in (MODELS / "marts" / "core").glob("fct_*.sql")} <= holding


def test_a_unit_tests_name_fits_into_the_name_of_a_relation() -> None:
    names = [test["name"] for path in MODELS.rglob("*.yml")
             for test in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("unit_tests", [])]
    assert [name for name in names if len(name) > 63] == []


FOLLOWING = [path for path in OWN if "follows" in _described(path).get("config", {})]


@cache
def _noted() -> dict[str, list[str]]:
    """Tables that note their news, and the parts of the keys."""
    models = [model for path in MODELS.rglob("*.yml")
              for model in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).get("models", [])]
    return {model["name"]: model["config"]["news"] for model in models if "news" in model.get("config", {})}


@pytest.mark.parametrize("path", FOLLOWING, ids=lambda path: path.stem)
def test_a_model_follows_tables_that_it_reads_by_the_parts_of_their_keys(path: Path) -> None:
    """docs/adr/0007; a figure of a period has the period where the table's row has its week or month, and where rows of
    several datasets stand together their numbers have one name."""
    for table, follows in _described(path)["config"]["follows"].items():
        assert table in _upstream(path.stem)
        for columns in follows if isinstance(follows[0], list) else [follows]:
            assert len(columns) <= len(_noted()[table])
            for column, part in zip(columns, _noted()[table], strict=False):
                assert column in {None, part, *_other_names(table, part)}


def _other_names(table: str, part: str) -> set[str]:
    if part.endswith(("_week", "_month")):
        return {"period"}
    return {"record_key", "lic_no"} if table.endswith("_rows") and part != "county_code" else set()

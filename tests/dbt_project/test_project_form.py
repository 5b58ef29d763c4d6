"""The form of the dbt project: one file per model with its description, import CTEs, `select * from` at the end."""

import statistics
from pathlib import Path

import pytest
import yaml

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

"""Rendered files follow from the contracts alone, and stale ones are named."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
import yaml

from contracts import load_all
from contracts.load import FOLDER
from contracts.render import ROOT, check, render, wanted
from contracts.render.__main__ import main

EXTRA = "market_supervision/ms02_ms_prod_lic.odcs.yaml"


@pytest.fixture
def rendered(tmp_path: Path) -> Path:
    """A project root of its own with copies of the contracts and everything rendered."""
    shutil.copytree(FOLDER, tmp_path / "contracts", ignore=shutil.ignore_patterns("*.py", "__pycache__", "render"))
    assert render(tmp_path)
    return tmp_path


def bump(root: Path) -> None:
    """A new version of one contract."""
    path = root / "contracts" / EXTRA
    path.write_text(path.read_text(encoding="utf-8").replace("version: 1.0.0", "version: 1.1.0"), encoding="utf-8")


def test_the_committed_files_are_current():
    assert check(ROOT) == []


def test_rendering_again_changes_nothing(rendered):
    assert render(rendered) == []


def test_a_new_version_makes_its_files_stale_and_no_others(rendered):
    bump(rendered)
    stale = check(rendered)
    assert "dbt_project/models/staging/ms/stg_ms__ms_prod_lic.sql" in stale
    assert "dbt_project/seeds/dataset.csv" in stale
    assert not [path for path in stale if "ag_" in path or "ms_entity" in path]


def test_check_names_the_stale_files_and_fails(rendered, capsys):
    bump(rendered)
    assert main(["--check", "--root", str(rendered)]) == 1
    assert "stg_ms__ms_prod_lic.sql" in capsys.readouterr().out
    assert main(["--root", str(rendered)]) == 0
    assert main(["--check", "--root", str(rendered)]) == 0


def test_an_edited_file_is_stale(rendered):
    path = rendered / "dbt_project/models/staging/ms/stg_ms__ms_entity.sql"
    path.write_text(path.read_text(encoding="utf-8") + "-- by hand\n", encoding="utf-8")
    assert check(rendered) == ["dbt_project/models/staging/ms/stg_ms__ms_entity.sql"]


def test_files_of_a_contract_that_is_gone_are_removed(rendered):
    (rendered / "contracts" / EXTRA).unlink()
    removed = [path for path in render(rendered) if not (rendered / path).exists()]
    assert len(removed) == 5
    assert all("ms_prod_lic" in path for path in removed)


def test_files_that_are_not_rendered_are_left_alone(rendered):
    own = rendered / "dbt_project/models/staging/ms/stg_own.sql"
    own.write_text("select 1\n", encoding="utf-8")
    assert render(rendered) == []
    assert own.exists()


def test_a_broken_contract_ends_with_its_message(rendered, capsys):
    path = rendered / "contracts" / EXTRA
    path.write_text(path.read_text(encoding="utf-8").replace("value: snapshot", "value: stock"), encoding="utf-8")
    assert main(["--root", str(rendered)]) == 2
    assert "expected one of snapshot, period, upsert" in capsys.readouterr().err


def test_one_more_contract_is_all_a_new_dataset_needs(rendered):
    source = rendered / "contracts" / EXTRA
    text = source.read_text(encoding="utf-8").replace("MS02", "MS13").replace("ms_prod_lic", "ms_extra")
    (source.parent / "ms13_ms_extra.odcs.yaml").write_text(text, encoding="utf-8")
    written = render(rendered)
    assert "dbt_project/models/staging/ms/stg_ms__ms_extra.sql" in written
    assert "dbt_project/models/intermediate/current/int_ms_extra_current.sql" in written
    assert "'ms_extra'," in (rendered / "dbt_project/macros/contract_tables.sql").read_text(encoding="utf-8")


def test_rendered_descriptions_are_yaml_with_every_field():
    contracts = load_all()
    files = wanted(contracts, FOLDER)
    for contract in contracts:
        path = f"dbt_project/models/staging/{contract.department_code}/{contract.staging_model}.yml"
        model = yaml.safe_load(files[path])["models"][0]
        described = {column["name"]: column["description"] for column in model["columns"]}
        assert {field.name for field in contract.fields} <= set(described)
        assert all(described.values())


def test_obligations_carry_the_deadline():
    rows = list(csv.DictReader(io.StringIO(wanted(load_all(), FOLDER)["dbt_project/seeds/obligation.csv"])))
    by_dataset = {row["dataset"]: row for row in rows}
    weekly, monthly = by_dataset["MS08"], by_dataset["AG03"]
    assert (weekly["period_type"], weekly["due_weekday"], weekly["due_time"]) == ("week", "0", "12:00")
    assert (monthly["period_type"], monthly["due_workday"], monthly["due_time"]) == ("month", "5", "17:00")
    assert len(rows) == sum(len(contract.streams) for contract in load_all())


def test_codes_keep_their_aliases():
    rows = csv.DictReader(io.StringIO(wanted(load_all(), FOLDER)["dbt_project/seeds/code.csv"]))
    own = [row for row in rows if (row["dataset"], row["field"]) == ("FS02", "bb_grade")]
    grades = {row["code"]: row["aliases"].split("|") for row in own}
    assert "丙级" in grades["C"]
    assert "三级" in grades["C"]


def mart(root: Path, name: str, datasets: str, columns: str = "county_code") -> None:
    """A mart's description that says whose rows it holds."""
    folder = root / "dbt_project/models/marts/core"
    folder.mkdir(parents=True, exist_ok=True)
    listed = "".join(f"      - {{name: {column}}}\n" for column in columns.split())
    (folder / f"{name}.yml").write_text(
        f"models:\n  - name: {name}\n    config:\n      meta: {{datasets: [{datasets}]}}\n    columns:\n{listed}",
        encoding="utf-8")


def test_what_marts_hold_is_rendered_with_the_rows_that_are_a_datasets(rendered):
    mart(rendered, "fct_licence", "MS02, MS03", "county_code dataset")
    mart(rendered, "dim_entity", "MS01", "county_code is_current")
    assert render(rendered) == ["dbt_project/macros/fact_tables.sql"]
    macro = (rendered / "dbt_project/macros/fact_tables.sql").read_text(encoding="utf-8")
    assert """'ms_prod_lic': {'dataset': 'MS02', 'model': 'fct_licence', 'rows': "dataset = 'MS02'",""" in macro
    assert """'model': 'dim_entity', 'rows': "is_current", 'key': ['county_code', 'entity_id']},""" in macro
    assert "ms_small_reg" not in macro


def test_two_marts_that_claim_one_dataset_are_refused(rendered, capsys):
    mart(rendered, "fct_sample", "MS08")
    mart(rendered, "fct_test", "MS08")
    assert main(["--root", str(rendered)]) == 2
    assert "that fct_sample does not hold already" in capsys.readouterr().err

"""The exposures name what the reports, the examples for BI tools and the dashboard read, no more and no less."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[2]
RELATION = re.compile(r"\b(marts|quality|quality_public|intermediate|reference)\.(\w+)")
DECLARED = yaml.safe_load((ROOT / "dbt_project/models/marts/exposures.yml").read_text(encoding="utf-8"))
EXPOSURES = {one["name"]: set(one["depends_on"]) for one in DECLARED["exposures"]}
#: Ledgers of the machine that dbt does not declare: how far the warehouse was built, when it was judged.
OF_THE_MACHINE = {"standing", "judgement"}


def _read(path: Path) -> set[str]:
    # `marts.fct_*` in a text names no table.
    found = (found for found in RELATION.findall(path.read_text(encoding="utf-8")) if not found[1].endswith("_"))
    return {_node(*pair) for pair in found} - {""}


def _node(schema: str, name: str) -> str:
    declared = {path.stem for path in (ROOT / "dbt_project").rglob("*.sql")} | {
        path.stem for path in (ROOT / "dbt_project/seeds").glob("*.csv")}
    if schema == "quality_public":
        return f"ref('public_{name}')"
    if name in declared:
        return f"ref('{name}')"
    return "" if name in OF_THE_MACHINE else f"source('{schema}', '{name}')"


def _queries(*names: str) -> set[str]:
    return set().union(*(_read(ROOT / "report" / "queries" / f"{name}.sql") for name in names))


def _named_in(*modules: str) -> set[str]:
    text = "".join((ROOT / "report" / module).read_text(encoding="utf-8") for module in modules)
    return set(re.findall(r'rows\(\s*"(\w+)"', text))


def test_the_two_reports_together_read_every_query_and_name_what_it_reads() -> None:
    every = {path.stem for path in (ROOT / "report" / "queries").glob("*.sql")}
    assert EXPOSURES["weekly_report"] | EXPOSURES["work_report"] == _queries(*every)


def test_the_work_report_names_what_its_own_queries_read() -> None:
    own = _named_in("work/data.py") | {"county", "indicators", "standing"}
    assert EXPOSURES["work_report"] == _queries(*own)


def test_bi_tools_name_what_the_examples_of_the_page_read() -> None:
    assert EXPOSURES["bi_tools"] == _read(ROOT / "docs" / "bi.md")


def test_the_dashboard_names_what_its_datasets_read() -> None:
    datasets = [yaml.safe_load(path.read_text(encoding="utf-8"))
                for path in (ROOT / "docs" / "superset" / "datasets").rglob("*.yaml")]
    read = {_node(*pair) for one in datasets
            for pair in RELATION.findall(one["sql"] or f"{one['schema']}.{one['table_name']}")}
    assert read == EXPOSURES["bi_dashboard"]

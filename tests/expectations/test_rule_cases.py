"""Every rule's SQL finds the violating rows of its cases and leaves the near misses alone.

A case is data: `cases/<rule>.yml` holds rows and the findings expected of them.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from rule_scratch import Filler

import contracts
from expectations import catalogue
from expectations.catalogue import Rule
from expectations.moment import Moment
from expectations.rendering import Renderer

CASES = Path(__file__).parent / "cases"
CUTOFF = datetime(2026, 11, 24, 10)
RULES = {rule.rule_id: rule for rule in catalogue.load()}


def _cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*.yml")):
        for case in yaml.safe_load(path.read_text(encoding="utf-8")):
            found.append(pytest.param(path.stem, case, id=f"{path.stem}: {case['name']}"))
    return found


def _renderer(connection: psycopg.Connection, cutoff: datetime, *, judging: bool) -> Renderer:
    parameters = connection.execute("select rule_id, param, value from reference.rule_param").fetchall()
    by_table = {contract.table: contract for contract in contracts.load_all()}
    return Renderer(Moment.of(cutoff), by_table, {(rule, name): value for rule, name, value in parameters}, judging)


def _found(connection: psycopg.Connection, rule: Rule, renderer: Renderer) -> list[tuple[str, ...]]:
    rows = connection.execute(
        "select condition, dataset, business_key, field from (\n" + renderer.render(rule) + "\n) as violating"
    ).fetchall()
    return sorted(rows)


@pytest.mark.parametrize(("rule_id", "case"), _cases())
def test_rule_finds_exactly_what_its_case_expects(connection: psycopg.Connection, rule_id: str, case: dict) -> None:
    rule = RULES[rule_id]
    Filler(connection).fill(case["rows"])
    judging = case.get("judging", rule.kind == "row")
    renderer = _renderer(connection, case.get("cutoff", CUTOFF), judging=judging)
    if {"ms_oper_lic", "ms_small_reg", "ms_prod_lic"} & set(case["rows"]):
        connection.execute(
            "insert into quality.entity_licence (county_code, entity_id, dataset, lic_no, issued_on, is_live)\n"
            + renderer.render_shared("entity_licence")
        )
    expected = sorted(tuple(str(part) for part in finding) for finding in case["expect"])
    assert _found(connection, rule, renderer) == expected


def test_every_condition_has_a_case_that_breaks_it() -> None:
    wanted = {condition.condition for rule in RULES.values() for condition in rule.conditions}
    shown = {finding[0] for case in _cases() for finding in case.values[1]["expect"]}
    assert wanted - shown == set()


def test_every_rule_has_a_case_with_rows_that_it_leaves_alone() -> None:
    quiet = {case.values[0] for case in _cases() if case.values[1].get("near_miss")}
    assert set(RULES) - quiet == set()


def test_findings_state_what_was_seen_and_what_was_wanted(connection: psycopg.Connection) -> None:
    Filler(connection).fill({"ms_prod_lic": [{"lic_no": "SC10162089900123", "version_no": 1}]})
    statement = _renderer(connection, CUTOFF, judging=True).render(RULES["D07"])
    assert connection.execute("select observed, expected from (" + statement + ") as violating").fetchone() == (
        "SC10162089900123",
        "SC 加 14 位数字，校验位相符",
    )


@pytest.mark.parametrize(("written", "wanted"), [
    ("城北镇", "可能是：城关镇（620899100）；请填行政区划代码或乡镇全称"),
    ("新河", "可能是：川口镇（620899101）、石岭乡（620899205）；请填行政区划代码或乡镇全称"),
    ("北原乡", "行政区划代码或乡镇全称"),
])
def test_a_place_name_that_means_none_or_several_is_told_with_its_candidates(
    connection: psycopg.Connection, written: str, wanted: str
) -> None:
    connection.execute("insert into reference.region_alias values ('620899', '新河', '620899101'),"
                       " ('620899', '新河', '620899205')")
    Filler(connection).fill(
        {"ag_producer": [{"producer_id": "P1", "_k07": ["region_code"], "raw": {"region_code": written}}]})
    statement = _renderer(connection, CUTOFF, judging=True).render(RULES["K07"])
    assert connection.execute(f"select observed, expected from ({statement}) as violating").fetchall() == [
        (written, wanted)]


def test_a_code_that_a_township_no_longer_has_is_told_with_its_successor(connection: psycopg.Connection) -> None:
    Filler(connection).fill({"ag_producer": [{"producer_id": "P1", "region_code": "620899300004"}]})
    statement = _renderer(connection, CUTOFF, judging=True).render(RULES["D06"])
    (observed, expected), = connection.execute(f"select observed, expected from ({statement}) as violating").fetchall()
    assert observed == "620899300004"
    assert expected == "现行的乡镇或村级区划代码：原 620899300 自 2026-07-01 起为 620899101"

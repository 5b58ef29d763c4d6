"""The catalogue refuses what contradicts itself, and a contract brings its rules with it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

import contracts
from expectations import catalogue, contract_suite, pages, scope, statements
from expectations.catalogue import Rule
from expectations.errors import CatalogueError

#: The rules that the first release owes.
OWED = re.findall(
    r"\w+",
    """
K01 K02 K03 K04 K05 K06 K07 K08 F01 F02 F03 F04 F05 F06 F07 F08 F09 F10 F11 F12 F13
D03 D05 D06 D07 D08 D11 D12 D13 D25 D27 D32 D33 D37 D39 D40 D41 D42 D44 D45 D46 D47 D48 D49 D50
X01 X03 X04 X05 X06 X07 X08 X09 X10 X14 X15 X17 X18 X21 X22 X23 X25 X26 X27 X28 X29 X30 X35 X36 X40 X45
""",
)


def test_every_owed_rule_is_there() -> None:
    assert [rule.rule_id for rule in catalogue.load()] == sorted(OWED)


def test_every_rule_renders_both_at_landing_and_later() -> None:
    statements.check(catalogue.load())


def test_rule_pages_say_what_the_catalogue_says() -> None:
    pages.check()


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ("severity: W", "severity: X", "severity 'X'"),
        ("effect: doubt", "effect: delete", "effect 'delete'"),
        ("kind: cross", "kind: odd", "kind is 'odd'"),
        ("dimension: 一致性", "dimension: 好看", "dimension is '好看'"),
        ("datasets: [AH02]", "datasets: [ZZ99]", "without a contract: ['ZZ99']"),
        ("datasets: [AH02]", "datasets: everything", "no scope 'everything'"),
        ("    remedy:", "    cure:", "missing ['remedy'], unknown ['cure']"),
        ("rule: X01", "rule: X99", "no SQL file rules/cross/x99.sql"),
        ("rule: X03", "rule: X01", "named more than once in the catalogue: X01"),
    ],
)
def test_broken_entries_are_refused_with_their_name(tmp_path: Path, find: str, put: str, said: str) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(catalogue.FOLDER, folder)
    path = folder / "x_slaughter.yml"
    text = path.read_text(encoding="utf-8")
    assert find in text
    path.write_text(text.replace(find, put, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as refused:
        catalogue.load(folder)
    assert said in str(refused.value)


def test_an_sql_file_without_an_entry_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(catalogue.FOLDER, folder)
    (folder / "x_binding.yml").unlink()
    with pytest.raises(CatalogueError, match=r"without an entry in the catalogue: cross/x25\.sql"):
        catalogue.load(folder)


def test_the_fingerprint_follows_the_sql(tmp_path: Path) -> None:
    rule = next(rule for rule in catalogue.load() if rule.rule_id == "D07")
    changed = tmp_path / "d07.sql"
    changed.write_text(rule.sql.read_text(encoding="utf-8") + "-- other", encoding="utf-8")
    assert catalogue.fingerprint([rule]) != catalogue.fingerprint([Rule(**{**vars(rule), "sql": changed})])


@pytest.mark.parametrize("contract", contracts.load_all(), ids=lambda contract: contract.dataset)
def test_a_contract_marks_its_required_and_bounded_fields(contract) -> None:
    (required, _), (bounded, _) = (contract_suite.MADE_HERE[rule_id] for rule_id in ("K02", "K08"))
    assert {field.name for field in required(contract)} == (
        {field.name for field in contract.fields if field.required} - set(contract.key))
    assert set(bounded(contract)) == set(scope.bounded_fields(contract))


def test_every_contract_rule_over_rows_is_one_native_expectation() -> None:
    native = [rule for rule in catalogue.load() if rule.is_native]
    assert {check.rule_id for check in contract_suite.checks(native)} == {
        *contract_suite.UNUSABLE, *contract_suite.MADE_HERE}


def test_identifier_rules_reach_every_dataset_with_the_identifier() -> None:
    rules = {rule.rule_id: rule for rule in catalogue.load()}
    for rule_id, identifier in (("D03", "uscc"), ("D06", "region_code")):
        assert set(rules[rule_id].datasets) == {
            contract.dataset for contract in contracts.load_all() if contract.fields_with(identifier)
        }

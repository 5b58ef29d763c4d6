"""The committed contracts load, and a contract that cannot be used is refused with a message that says why."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracts import ContractError, delivery, load, load_all, model, parse
from contracts.load import FOLDER

MS02 = FOLDER / "market_supervision" / "ms02_ms_prod_lic.odcs.yaml"
AG02 = FOLDER / "agriculture" / "ag02_ag_cert.odcs.yaml"
AG04 = FOLDER / "agriculture" / "ag04_ag_monitor.odcs.yaml"
AH01 = FOLDER / "animal_husbandry" / "ah01_ah_farm.odcs.yaml"
AH03 = FOLDER / "animal_husbandry" / "ah03_ah_slaughter_day.odcs.yaml"
FS10 = FOLDER / "food_safety_office" / "fs10_fs_eval.odcs.yaml"
DATASETS = [
    *(f"AG{number:02d}" for number in range(1, 7)), *(f"AH{number:02d}" for number in range(1, 7)),
    *(f"FS{number:02d}" for number in range(1, 12)), *(f"MS{number:02d}" for number in range(1, 13)),
]


def edited(tmp_path: Path, source: Path, old: str, new: str) -> Path:
    """A copy of a committed contract with one piece of text replaced."""
    text = source.read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / source.name
    copy.write_text(text.replace(old, new, 1), encoding="utf-8")
    return copy


def test_all_datasets_are_under_contract():
    assert [contract.dataset for contract in load_all()] == DATASETS


@pytest.mark.parametrize("contract", load_all(), ids=lambda contract: contract.dataset)
def test_a_contract_describes_every_field_in_chinese(contract):
    chinese = re.compile(r"[一-龥]")
    assert all(chinese.search(field.label) and chinese.search(field.description) for field in contract.fields)
    assert len({field.description for field in contract.fields}) == len(contract.fields)


@pytest.mark.parametrize("contract", load_all(), ids=lambda contract: contract.dataset)
def test_a_contract_lies_in_the_folder_of_its_submitter(contract):
    assert contract.path.parent.name == contract.submitter
    assert contract.path.name == f"{contract.dataset.lower()}_{contract.table}.odcs.yaml"


def test_what_other_rules_judge_is_not_required_by_the_contract():
    contracts = {contract.dataset: contract for contract in load_all()}
    judged_elsewhere = {"FS01": ("pledge_on", "list_duty", "list_task", "list_check"),
                        "FS02": ("bb_grade", "graded_on", "cadre_id")}
    for dataset, names in judged_elsewhere.items():
        fields = [contracts[dataset].field(name) for name in names]
        assert all(field.conditional and not field.required for field in fields)


def test_personal_fields_are_classified():
    contracts = {contract.dataset: contract for contract in load_all()}
    assert contracts["MS04"].field("id_no").classification == "identity"
    named = {(contract.dataset, field.name) for contract in contracts.values()
             for field in contract.fields if field.is_personal}
    assert {("MS01", "legal_rep"), ("MS01", "phone"), ("MS02", "supervisor"), ("MS04", "owner"), ("AG01", "legal_rep"),
            ("AH01", "owner"), ("AH01", "vet"), ("AH04", "owner"), ("FS01", "name"), ("FS01", "phone"),
            ("FS04", "leader"), ("FS04", "filled_by"), ("FS10", "owner")} <= named


def test_options_are_completed_with_the_defaults_of_their_form():
    contracts = {contract.dataset: contract for contract in load_all()}
    assert contracts["MS02"].delivery.options["list_key"] == "data.list"
    assert contracts["AH03"].delivery.options["header_rows"] == 2
    assert "合计" in contracts["AH03"].delivery.options["totals"]


def test_file_patterns_accept_revision_suffixes():
    contracts = {contract.dataset: contract for contract in load_all()}
    pattern = re.compile(contracts["AH03"].delivery.options["pattern"])
    for name in ("2026年第47周屠宰检疫统计表.xls", "2026年第47周屠宰检疫统计（修改）最终版.xls",
                 "2026年第47周生猪屠宰检疫统计表（2）.xls"):
        assert pattern.search(name)["week"] == "47"


def test_words_that_yaml_would_take_for_booleans_or_dates_stay_text(tmp_path):
    path = edited(tmp_path, AG02, "aliases: [印制, '2']", "aliases: [Yes, N, off, 2026-11-23]")
    aliases = {code.code: code.aliases for code in load(path).field("method").codes}
    assert aliases["印刷"] == ("Yes", "N", "off", "2026-11-23")


@pytest.mark.parametrize(
    ("source", "old", "new", "place", "expected"),
    [
        (MS02, "apiVersion: v3.1.0", "apiVersion: v3.2.0", "apiVersion", "v3.1.0"),
        (MS02, "kind: DataContract", "kind: Contract", "kind", "DataContract"),
        (MS02, "value: snapshot", "value: stock", "mode", "one of snapshot, period, upsert"),
        (MS02, "logicalType: date", "logicalType: day", "logicalType", "day"),
        (MS02, "primaryKeyPosition: 2", "primaryKeyPosition: 3", "ms_prod_lic.primaryKeyPosition", "1, 2"),
        (MS02, "identifier, value: sc_licence", "identifier, value: licence_no", "lic_no.identifier", "uscc"),
        (MS02, "classification: internal", "classification: secret", "classification", "one of public"),
        (MS02, "source, value: bbh", "source, value: xkzbh", "version_no", "lic_no does not use"),
        (MS02, "value: [updated_at, version_no]", "value: [changed_at]", "versionOrder", "a field of ms_prod_lic"),
        (MS02, "weekday: monday, time: '12:00'", "weekday: monday, time: noon", "deadline.time", "HH:MM"),
        (MS02, "weekday: monday,", "weekday: montag,", "deadline.weekday", "one of monday"),
        (MS02, "weekday: monday,", "weekday: monday, workday: 5,", "deadline", "either workday"),
        (MS02, "path: /openapi", "pfad: /openapi", "delivery.pfad", "an option of rest"),
        (MS02, "      path: /openapi/v1/food/prodLicense\n", "", "delivery.path", "cannot be read without it"),
        (MS02, "form: rest", "form: fax", "delivery.form", "one of rest, sql, file"),
        (MS02, "property: mode", "property: modus", "customProperties", "mode"),
        (MS02, "{code: 过期, aliases: [已过期,", "{code: 过期, aliases: [有效,", "status.codes", "one code only"),
        (AG02, "physicalType: numeric(14,3)", "physicalType: decimal", "qty.physicalType", "numeric(p,s)"),
        (AG02, "unitField, value: unit", "unitField, value: einheit", "unitField", "a field of ag_cert"),
        (AH03, "sheets: each", "sheets: all", "delivery.sheets", "per_township"),
        (AH03, "fill_down: [plant_code", "fill_down: [plant", "delivery.fill_down", "a field of ah_slaughter_day"),
        (AG04, "holds: {kind: [快速检测]}", "holds: {kind: [慢速检测]}", "streams.holds", "codes of kind"),
        (AG04, "        holds: {kind: [快速检测]}\n", "", "streams.holds", "every stream but one"),
        (AG04, "value: upsert", "value: snapshot", "streams", "one stream without holds"),
        (AH01, "header_rows: 2\n", "header_rows: 1\n", "delivery.wide", "header_rows: 2"),
        (AH01, "values: [stock, sold_ytd]", "values: [stock, sold]", "delivery.wide", "a field of ah_farm"),
        (AH03, r"(?P<year>\d{4})年", r"(?P<year>\d{4}年", "delivery", "a regular expression"),
        (FS10, "colour_gives: status", "colour_gives: state", "delivery.colour_gives", "a field of fs_eval"),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value and len(value) < 30 else "",
)
def test_a_faulty_contract_is_refused_with_file_place_and_expectation(tmp_path, source, old, new, place, expected):
    path = edited(tmp_path, source, old, new)
    with pytest.raises(ContractError) as refusal:
        load(path)
    assert path.name in str(refusal.value)
    assert place in str(refusal.value)
    assert expected in str(refusal.value)


def test_a_key_field_must_be_required(tmp_path):
    path = edited(tmp_path, MS02, "        required: true\n        primaryKey: true", "        primaryKey: true")
    with pytest.raises(ContractError, match="required: true for a key field"):
        load(path)


def test_two_contracts_of_one_dataset_are_refused(tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / MS02.name).write_text(MS02.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ContractError, match="one contract per dataset"):
        load_all(tmp_path)


def test_a_folder_without_contracts_is_refused(tmp_path):
    with pytest.raises(ContractError, match="no contract"):
        load_all(tmp_path)


def test_a_file_that_is_no_yaml_is_refused(tmp_path):
    (tmp_path / "bad.odcs.yaml").write_text("name: [食品", encoding="utf-8")
    with pytest.raises(ContractError, match="YAML in UTF-8"):
        load_all(tmp_path)


def documented() -> str:
    return (FOLDER.parent / "docs" / "contracts.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted({*parse.CONTRACT_PROPERTIES, *parse.FIELD_PROPERTIES}))
def test_every_property_of_ours_is_documented(name):
    assert f"| `{name}` |" in documented()


@pytest.mark.parametrize("form", delivery.FORMS)
def test_every_delivery_option_is_documented(form):
    missing = [name for name in delivery.option_names(form) if f"`{name}`" not in documented()]
    assert missing == []


@pytest.mark.parametrize("identifier", model.IDENTIFIERS)
def test_every_identifier_is_documented(identifier):
    assert f"`{identifier}`" in documented()

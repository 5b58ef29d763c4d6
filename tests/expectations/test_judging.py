"""Judging with Great Expectations: acceptance, rows, sets, errors, and the life of a finding over cut-offs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from rule_scratch import COUNTY, Filler, create_layers

import contracts
from expectations import catalogue
from expectations.engine import Engine, Verdict
from expectations.errors import JudgementError
from expectations.judge import judge_landing, judge_warehouse
from warehouse.connection import connect

FIRST, SECOND, THIRD = datetime(2026, 11, 24, 10), datetime(2026, 12, 1, 10), datetime(2026, 12, 8, 10)
LEDGERS = (
    "submission_ledger", "attempt", "absence", "judging", "row_judgement", "judgement", "row_violation",
    "quarantine", "submission_verdict", "quarantine_verdict", "finding", "finding_seen", "finding_reply",
    "waiver", "check_run", "expected_submission",
)


@pytest.fixture(scope="module")
def judged_warehouse(module_warehouse) -> Any:
    with connect("postgres") as connection:
        create_layers(connection)
        for schema in ("staging", "intermediate", "reference", "quality", "raw"):
            connection.execute(f"grant select on all tables in schema {schema} to transformer")
    return module_warehouse


@pytest.fixture
def fill(judged_warehouse) -> Iterator[Callable[..., None]]:
    """Puts rows into empty layers and commits."""
    with connect("postgres") as connection:
        tables = [f"quality.{name}" for name in LEDGERS]
        for contract in contracts.load_all():
            tables += [
                f"staging.{contract.staging_model}",
                f"intermediate.int_{contract.table}_rows",
                f"raw.{contract.table}",
            ]
        connection.execute(f"truncate {', '.join(tables)}")
        connection.commit()
        filler = Filler(connection)

        def put(**rows: Any) -> None:
            filler.fill(rows)
            connection.execute("delete from quality.judging")
            connection.commit()

        yield put


def rows(statement: str, *given: Any) -> list[tuple]:
    with connect("transformer") as connection:
        return connection.execute(statement, given).fetchall()


def change(statement: str, *given: Any) -> None:
    with connect("postgres") as connection:
        connection.execute(statement, given)


def states(rule_id: str) -> list[tuple]:
    return rows("select business_key, state from quality.finding where rule_id = %s order by 1", rule_id)


LICENCE = {"lic_no": "SC10162089900123", "version_no": 1}
LANDED = {"submission_id": "s1", "dataset": "MS02", "state": "已入库", "received_rows": 1}


def test_what_landed_is_accepted_or_refused_with_the_reason(fill) -> None:
    fill(
        submission_ledger=[
            {"submission_id": "s1", "dataset": "MS02", "state": "已入库", "received_rows": 1},
            {
                "submission_id": "s2",
                "dataset": "AH04",
                "state": "已入库",
                "received_rows": 0,
                "facts": {"unreadable": "password"},
            },
            {
                "submission_id": "s3",
                "dataset": "AH03",
                "state": "已入库",
                "received_rows": 0,
                "facts": {
                    "declared_period": "2026-W46",
                    "file_name": "a.xls",
                    "header_count": 18,
                    "missing_headers": ["species"],
                },
            },
            {
                "submission_id": "later",
                "dataset": "AH05",
                "state": "已入库",
                "received_rows": 0,
                "received_at": "2026-11-24 10:00:01",
            },
        ],
        ms_prod_lic=[{"lic_no": "SC10162089900122", "version_no": 1}],
    )
    facts = judge_landing(FIRST, [COUNTY]).facts
    assert (facts["submissions"], facts["accepted"], facts["refused"]) == (3, 1, 2)
    assert rows(
        "select submission_id, state, reject_rule, reject_reason from quality.submission_ledger order by 1"
    ) == [
        ("later", "已入库", None, None),
        ("s1", "已接受", None, None),
        ("s2", "已退回", "F03", "文件或系统无法读取：设有打开密码"),
        ("s3", "已退回", "F04", "表头缺失或未知表头过多：缺少表头：畜种；报送时期不符：2026-W46"),
    ]


def test_what_a_killed_judge_had_set_apart_is_gone_afterwards(fill) -> None:
    with connect("transformer") as connection:
        connection.execute("create unlogged table judging.ms_prod_lic (half_written text)")
    fill(submission_ledger=[LANDED], ms_prod_lic=[LICENCE])
    assert judge_landing(FIRST).facts["accepted"] == 1
    assert rows("select tablename from pg_tables where schemaname = 'judging'") == []


def test_rows_are_judged_once_and_unreadable_ones_kept_apart(fill) -> None:
    fill(
        submission_ledger=[LANDED],
        ms_prod_lic=[{**LICENCE, "uscc": "91620899MA7F2K3B8Y", "_k01": ["issued_on"], "raw": {"issued_on": "前年"}}],
    )
    first = judge_landing(FIRST)
    kept = rows("select * from quality.row_violation order by condition, field")
    assert {row[5] for row in kept} == {"D03", "D07", "K01", "K02"}
    assert rows("select row_no, condition from quality.quarantine") == [(kept[0][2], "D07")]
    again = judge_landing(FIRST)
    assert (first.facts["submissions"], again.facts["submissions"]) == (1, 0)
    assert rows("select * from quality.row_violation order by condition, field") == kept


def test_a_changed_rule_judges_again(fill, monkeypatch) -> None:
    fill(submission_ledger=[LANDED], ms_prod_lic=[LICENCE])
    judge_landing(FIRST)
    rules = tuple(replace(rule, version="2") if rule.rule_id == "D07" else rule for rule in catalogue.load())
    monkeypatch.setattr(catalogue, "load", lambda: rules)
    assert judge_landing(FIRST).facts["submissions"] == 1
    assert rows("select count(*) from quality.row_violation where rule_id = 'D07'") == [(1,)]


def _without_effect(rule_id: str, version: str) -> tuple[catalogue.Rule, ...]:
    """The catalogue with one rule that no longer keeps rows out."""
    return tuple(
        replace(rule, version=version, conditions=tuple(replace(one, effect="none") for one in rule.conditions))
        if rule.rule_id == rule_id else rule for rule in catalogue.load())


def test_the_judges_word_is_kept_with_the_cut_off_from_which_it_holds(fill, monkeypatch) -> None:
    fill(
        submission_ledger=[LANDED, {"submission_id": "s2", "dataset": "AH04", "state": "已入库", "received_rows": 0,
                                    "facts": {"unreadable": "password"}}],
        ms_prod_lic=[LICENCE],
    )
    judge_landing(FIRST)
    held = rows("select submission_id, row_no from quality.quarantine")
    said = "select submission_id, cutoff, state, reject_rule from quality.submission_verdict order by 1, 2"
    kept_out = "select submission_id, row_no, cutoff, is_held from quality.quarantine_verdict order by cutoff"
    words = [("s1", FIRST, "已接受", None), ("s2", FIRST, "已退回", "F03")]
    assert rows(said) == words
    assert len(held) == 1
    assert rows(kept_out) == [(*held[0], FIRST, True)]
    rules = _without_effect("D07", "2")
    monkeypatch.setattr(catalogue, "load", lambda: rules)
    judge_landing(THIRD)
    assert rows(said) == words, "the same word is no news"
    assert rows(kept_out) == [(*held[0], FIRST, True), (*held[0], THIRD, False)]
    # A past that is judged anew takes back what was said from there on.
    change("delete from quality.row_judgement")
    judge_landing(SECOND)
    assert rows(kept_out) == [(*held[0], FIRST, True), (*held[0], SECOND, False)]


def test_rows_that_are_not_staged_yet_wait(fill) -> None:
    fill(submission_ledger=[LANDED])
    assert judge_landing(FIRST).facts == {"submissions": 0}
    assert rows("select state from quality.submission_ledger") == [("已入库",)]


def test_a_row_finding_lives_as_long_as_its_row(fill) -> None:
    fill(
        submission_ledger=[LANDED],
        ms_prod_lic=[
            {
                **LICENCE,
                "row_state": "quarantined",
                "_row_key": "SC10162089900123|1",
                "received_at": "2026-11-23 06:00:00",
            }
        ],
    )
    judge_landing(FIRST)
    judge_warehouse(FIRST)
    assert states("D07") == [("SC10162089900123|1", "新增")]
    judge_warehouse(SECOND)
    assert states("D07") == [("SC10162089900123|1", "持续")]
    change("update intermediate.int_ms_prod_lic_rows set row_state = 'superseded'")
    judge_warehouse(THIRD)
    assert states("D07") == [("SC10162089900123|1", "已整改")]
    assert rows("select first_seen, last_seen, closed_at from quality.finding where rule_id = 'D07'") == [
        (FIRST, SECOND, THIRD)
    ]


def test_rows_of_a_refused_submission_raise_no_findings(fill) -> None:
    fill(
        submission_ledger=[{**LANDED, "facts": {"api": {"complete": False}}}],
        ms_prod_lic=[{**LICENCE, "row_state": "refused"}],
    )
    judge_landing(FIRST)
    judge_warehouse(FIRST)
    assert rows("select rule_id from quality.finding") == [("F12",)]


BINDINGS = [
    {"binding_id": f"B{n}", "entity_id": "E1", "from_on": "2025-01-01", "region_code": "620899100"} for n in (1, 2)
]


def test_a_finding_is_new_goes_on_is_mended_and_comes_back(fill) -> None:
    fill(fs_binding=BINDINGS, ms_entity=[{"entity_id": "E1"}])
    judge_warehouse(FIRST)
    assert rows(
        "select fingerprint, state, region_code, due_on, submitter, severity from quality.finding"
    ) == [
        (
            rows("select md5(%s)", f"{COUNTY}|D46|FS02|E1|binding_id")[0][0],
            "新增",
            "620899100",
            date(2026, 11, 27),
            "food_safety_office",
            "B",
        )
    ]
    change("update intermediate.int_fs_binding_rows set to_on = '2026-01-01' where binding_id = 'B2'")
    judge_warehouse(SECOND)
    assert states("D46") == [("E1", "已整改")]
    change("update intermediate.int_fs_binding_rows set to_on = null")
    judge_warehouse(THIRD)
    assert rows(
        "select state, times_reopened, first_seen, due_on, closed_at from quality.finding where rule_id = 'D46'"
    ) == [("复发", 1, FIRST, date(2026, 12, 11), None)]


def test_judging_a_cut_off_again_replaces_what_was_said(fill) -> None:
    fill(fs_binding=BINDINGS, ms_entity=[{"entity_id": "E1"}])
    judge_warehouse(FIRST)
    before = rows("select * from quality.finding order by fingerprint")
    runs = rows(
        "select run_id, condition, dataset, checked, failed, result from quality.check_run order by 2, 3"
    )
    judge_warehouse(FIRST)
    assert rows("select * from quality.finding order by fingerprint") == before
    assert (
        rows(
            "select run_id, condition, dataset, checked, failed, result from quality.check_run order by 2, 3"
        )
        == runs
    )
    change("delete from intermediate.int_fs_binding_rows where binding_id = 'B2'")
    judge_warehouse(FIRST)
    assert states("D46") == []


def test_the_ledger_of_an_older_cut_off_does_not_know_the_later_one(fill) -> None:
    fill(fs_binding=BINDINGS, ms_entity=[{"entity_id": "E1"}])
    judge_warehouse(FIRST)
    change("delete from intermediate.int_fs_binding_rows where binding_id = 'B2'")
    judge_warehouse(SECOND)
    assert rows("select state from quality.finding_as_of(%s) where rule_id = 'D46'", FIRST) == [("新增",)]
    assert rows("select state from quality.finding_as_of(%s) where rule_id = 'D46'", SECOND) == [("已整改",)]


def test_replies_and_waivers_show_in_the_state_until_the_value_changes(fill) -> None:
    fill(fs_binding=BINDINGS, ms_entity=[{"entity_id": "E1"}])
    judge_warehouse(FIRST)
    print_, observed = rows("select fingerprint, observed from quality.finding where rule_id = 'D46'")[0]
    change(
        "insert into quality.finding_reply values (%s, %s, '2026-11-26 09:00', '属实待改', '正在调整', '王明', %s)",
        COUNTY,
        print_,
        observed,
    )
    judge_warehouse(SECOND)
    assert states("D46") == [("E1", "已反馈")]
    change(
        "insert into quality.waiver"
        " values (%s, %s, '2026-12-02', '已核实为真', '两个经营点', '王明', '李华', '2027-06-30', %s)",
        COUNTY,
        print_,
        observed,
    )
    judge_warehouse(THIRD)
    assert states("D46") == [("E1", "已核实为真")]
    change("update intermediate.int_fs_binding_rows set binding_id = 'B3' where binding_id = 'B2'")
    judge_warehouse(THIRD)
    assert states("D46") == [("E1", "已反馈")]


def test_a_rule_in_error_repeats_what_it_said_before(fill) -> None:
    fill(
        fs_binding=BINDINGS,
        ms_entity=[{"entity_id": "E1"}],
        ms_disposal=[{"case_no": "C1", "started_on": "2026-01-01"}],
    )
    judge_warehouse(FIRST)
    change("delete from intermediate.int_fs_binding_rows where binding_id = 'B2'")
    change("alter view intermediate.int_ms_disposal_current rename column started_on to begun_on")
    try:
        result = judge_warehouse(SECOND)
    finally:
        change("alter view intermediate.int_ms_disposal_current rename column begun_on to started_on")
    assert [outcome.rule_id for outcome in result.errors] == ["X36"]
    assert "started_on" in result.errors[0].detail
    assert states("X36") == [("C1", "持续")]
    assert states("D46") == [("E1", "已整改")]
    assert rows(
        "select result, checked, failed from quality.check_run where rule_id = 'X36' and cutoff = %s", SECOND
    ) == [("error", None, None)]


def test_the_engines_count_and_the_rules_own_rows_must_agree(fill, monkeypatch) -> None:
    fill(fs_binding=BINDINGS, ms_entity=[{"entity_id": "E1"}])
    honest = Engine.count

    def one_more(engine: Engine, rule_id: str, statement: str, severity: str) -> Verdict:
        verdict = honest(engine, rule_id, statement, severity)
        return replace(verdict, failed=verdict.failed + 1) if rule_id == "D46" else verdict

    monkeypatch.setattr(Engine, "count", one_more)
    result = judge_warehouse(FIRST)
    assert [(one.rule_id, one.detail) for one in result.errors] == [
        ("D46", "the engine counted 2 rows, the rule's SQL selected 1")
    ]
    assert states("D46") == []


def test_a_rule_of_the_future_is_listed_and_not_judged(fill, monkeypatch) -> None:
    fill(fs_binding=BINDINGS, ms_entity=[{"entity_id": "E1"}])
    rules = tuple(
        replace(rule, valid_from=date(2027, 1, 1)) if rule.rule_id == "D46" else rule for rule in catalogue.load()
    )
    monkeypatch.setattr(catalogue, "load", lambda: rules)
    judge_warehouse(FIRST)
    assert states("D46") == []
    assert rows("select result, detail from quality.check_run where rule_id = 'D46'") == [
        ("skipped", "in force from 2027-01-01")
    ]


def test_a_county_that_is_not_judged_keeps_its_findings(fill) -> None:
    fill(
        fs_binding=[*BINDINGS, *({**one, "county_code": "620898"} for one in BINDINGS)],
        ms_entity=[{"entity_id": "E1"}, {"entity_id": "E1", "county_code": "620898"}],
    )
    judge_warehouse(FIRST, ["620898", COUNTY])
    judge_warehouse(FIRST, [COUNTY])
    assert rows("select county_code from quality.finding where rule_id = 'D46' order by 1") == [
        ("620898",),
        (COUNTY,),
    ]


def test_names_of_one_code_are_compared_before_the_rules_run(fill) -> None:
    code = "93620899MA73R8XH0C"
    fill(
        ag_producer=[
            {"producer_id": "P1", "uscc": code, "name": "川安县丰禾种植农民专业合作社"},
            {"producer_id": "P2", "uscc": code, "name": "川安县兴农养殖农民专业合作联社"},
        ],
        ms_entity=[{"entity_id": "E1", "uscc": code, "entity_name": "川安县兴农养殖农民专业合作社"}],
    )
    judge_warehouse(FIRST)
    assert rows(
        "select condition, business_key, counterpart_value from quality.finding where rule_id = 'X17' order by 1"
    ) == [("X17.1", "P1", "川安县兴农养殖农民专业合作社"), ("X17.2", "P2", "川安县兴农养殖农民专业合作社")]


def test_every_rule_and_dataset_has_its_run(fill) -> None:
    fill(ms_entity=[{"entity_id": "E1"}])
    judge_warehouse(FIRST)
    wanted = {
        (condition.condition, dataset)
        for rule in catalogue.load()
        for condition in rule.conditions
        for dataset in rule.datasets
    }
    assert (
        set(rows("select condition, dataset from quality.check_run where result in ('passed', 'failed')")) == wanted
    )
    assert rows("select distinct checked from quality.check_run where dataset = 'MS01' and rule_id = 'D05'") == [(1,)]


def test_missing_reference_data_say_what_to_do(warehouse) -> None:
    with pytest.raises(JudgementError, match="load the reference data first"):
        judge_warehouse(FIRST)

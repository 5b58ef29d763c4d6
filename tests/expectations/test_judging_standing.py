"""Judging what stands with Great Expectations: sets, errors, and the life of a finding over cut-offs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from judged import FIRST, LANDED, LICENCE, SECOND, THIRD, change, rows, states
from rule_scratch import COUNTY

from expectations import catalogue
from expectations.engine import Engine, Verdict
from expectations.errors import JudgementError
from expectations.judge import judge_landing, judge_warehouse


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

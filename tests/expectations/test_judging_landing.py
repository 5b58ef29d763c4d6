"""Judging what has just landed with Great Expectations: acceptance, rows, quarantine, and the judge's word."""

from __future__ import annotations

from dataclasses import replace

from judged import FIRST, LANDED, LICENCE, SECOND, THIRD, change, rows
from rule_scratch import COUNTY

from expectations import catalogue
from expectations.judge import judge_landing
from warehouse.connection import connect


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

"""What a build sees that leaves out amendments, arrivals, or what the judge said later (macros/scope.sql)."""

from __future__ import annotations

from datetime import datetime

import pytest
from staged import build, land, quarantine, say, states, vanish

from warehouse.dbt import EVERYTHING, Scope

DATASETS = ("AH03", "FS02", "MS01")
BEFORE, NOW = datetime(2026, 11, 24, 10), datetime(2026, 12, 1, 10)
OLD, NEW = "2026-11-23 10:00:00", "2026-11-30 10:00:00"


def _day(on: str, heads: str = "10") -> dict[str, str]:
    return {"plant_code": "A62089901", "species": "猪", "stat_date": on, "slaughtered": heads}


def _entities(**names: str) -> list[dict[str, str]]:
    return [{"entity_id": number, "entity_name": name} for number, name in names.items()]


def _bindings(*numbers: int) -> list[dict[str, str]]:
    return [{"binding_id": f"B{number}", "entity_id": f"E{number}"} for number in numbers]


def _deliver() -> None:
    land("AH03", "first", "2026-W47", OLD, [_day("2026-11-16"), _day("2026-11-17")])
    land("AH03", "revised", "2026-W47", NEW, [_day("2026-11-16", "12")], revision=2)
    land("AH03", "next", "2026-W48", NEW, [_day("2026-11-23")])
    land("AH03", "released", "2026-W46", OLD, [_day("2026-11-09"), _day("2026-11-10")])
    land("AH03", "found late", "2026-W45", OLD, [_day("2026-11-02")])
    land("FS02", "stock", "2026-W47", OLD, _bindings(1, 2))
    land("FS02", "stock revised", "2026-W47", "2026-11-30 09:00:00", _bindings(1), revision=2)
    land("FS02", "next stock", "2026-W48", NEW, _bindings(1, 3))
    land("MS01", "pull", "2026-W47", OLD, _entities(E1="甲", E2="乙", E3="丙"))
    land("MS01", "next pull", "2026-W48", NEW, _entities(E1="甲改", E4="丁"))
    vanish("MS01", "next pull", "E2")


def _judge() -> None:
    for submission in ("first", "stock", "pull"):
        say(submission, BEFORE, "已接受")
    # Refused by the first cut-off and accepted at the second; its first row was released, its second one held.
    say("released", BEFORE, "已退回", held=[(1, True)])
    say("released", NOW, "已接受", held=[(1, False), (2, True)])
    quarantine("AH03", "released", 2)
    for submission in ("revised", "next", "found late", "stock revised", "next stock", "next pull"):
        say(submission, NOW, "已接受")


@pytest.fixture(scope="module")
def seen(seeded_warehouse) -> dict[str, dict[str, str]]:
    """Row states per scope, over all datasets."""
    _deliver()
    _judge()
    scopes = {
        "then": (BEFORE, Scope("then", BEFORE, "then")), "arrivals": (NOW, Scope("arrivals", BEFORE, "then")),
        "amended": (NOW, Scope("amended", BEFORE, "then")), "all": (NOW, EVERYTHING),
        "other words": (BEFORE, Scope("then", BEFORE, "now")),
    }
    found = {}
    for name, (cutoff, scope) in scopes.items():
        build(DATASETS, cutoff, scope=scope)
        found[name] = {row: state for dataset in DATASETS for row, state in states(dataset).items()}
    return found


def test_then_nothing_is_seen_that_the_judge_had_not_seen(seen):
    assert seen["then"] == {
        "first/1": "current", "first/2": "current", "released/1": "refused", "released/2": "refused",
        "found late/1": "quarantined", "stock/1": "current", "stock/2": "current",
        "pull/1": "current", "pull/2": "current", "pull/3": "current"}


def test_arrivals_change_nothing_that_stood(seen):
    arrivals = seen["arrivals"]
    assert [arrivals[row] for row in ("first/1", "first/2", "revised/1")] == ["current", "current", "quarantined"]
    assert [arrivals[row] for row in ("next/1", "found late/1")] == ["current", "current"]
    assert [arrivals[row] for row in ("stock revised/1", "next stock/2")] == ["quarantined", "current"]
    assert [arrivals[row] for row in ("pull/1", "next pull/1")] == ["current", "withheld"]
    assert [arrivals[row] for row in ("pull/2", "next pull/2")] == ["current", "current"]
    assert arrivals["released/1"] == "refused"


def test_amendments_replace_what_stood(seen):
    amended = seen["amended"]
    assert [amended[row] for row in ("first/1", "first/2", "revised/1")] == ["superseded", "superseded", "current"]
    assert [amended[row] for row in ("pull/1", "next pull/1", "pull/2")] == ["superseded", "current", "deleted"]
    assert amended["released/1"] == "refused"


def test_the_words_of_today_differ_from_all_only_by_what_the_judge_changed(seen):
    differing = {row for row in seen["all"] if seen["all"][row] != seen["amended"][row]}
    assert differing == {"released/1", "released/2"}
    assert (seen["all"]["released/1"], seen["all"]["released/2"]) == ("current", "quarantined")


def test_the_words_of_today_can_be_put_to_what_stood_then(seen):
    other = seen["other words"]
    assert (other["released/1"], other["released/2"]) == ("current", "quarantined")
    assert {row: state for row, state in other.items() if not row.startswith("released")} == {
        row: state for row, state in seen["then"].items() if not row.startswith("released")}

"""Every landed row has one state as of a cut-off, and of one key at most one row is current."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest
from staged import build, land, quarantine, states, vanish

DATASETS = ("AH03", "FS02", "MS01", "MS08")
EARLY, LATE = datetime(2026, 11, 24, 10), datetime(2026, 12, 8, 10)


def day(plant: str, on: str, heads: str = "10", **more) -> dict:
    return {"plant_code": plant, "species": "猪", "stat_date": on, "slaughtered": heads, **more}


def entity(number: str, name: str, updated_at: str = "2026-11-01 00:00:00", **more) -> dict:
    return {"entity_id": number, "entity_name": name, "updated_at": updated_at, **more}


def _periods() -> None:
    land("AH03", "p1", "2026-W47", "2026-11-23 10:00:00",
         [day("A62089901", "2026-11-16"), day("A62089901", "2026-11-17"), day("A62089901", "2026-11-17", "11"),
          day("A62089902", "坏日期"), {"plant_code": "合计", "slaughtered": "40", "_is_total": True}])
    land("AH03", "p1bad", "2026-W47", "2026-11-23 11:00:00", [day("A62089901", "2026-11-16")],
         state="已退回", revision=2)
    land("AH03", "p1fix", "2026-W47", "2026-12-01 09:00:00", [day("A62089901", "2026-11-16", "12")], revision=3)
    land("AH03", "p2", "2026-W48", "2026-11-30 10:00:00", [day("A62089901", "2026-11-23")])
    land("AH03", "p3", "2026-W49", "2026-12-07 10:00:00", [day("A62089901", "2026-11-30")], state="已入库")


def _stocks() -> None:
    def binding(n: int) -> dict:
        return {"binding_id": f"B{n}", "entity_id": f"E{n}"}

    land("FS02", "s1", "2026-W47", "2026-11-23 10:00:00", [binding(1), binding(2), binding(2)])
    land("FS02", "s2", "2026-W48", "2026-11-30 10:00:00", [binding(1), binding(3)])
    land("FS02", "s1fix", "2026-W47", "2026-12-02 10:00:00", [binding(1)], revision=2)


def _pulls() -> None:
    land("MS01", "q1", "2026-W47", "2026-11-23 06:00:00",
         [entity("E1", "甲"), entity("E2", "乙"), entity("E3", "丙"), entity("E4", "丁"),
          entity("E5", "新", "2026-11-01 00:00:00"), entity("E5", "旧", "2026-10-01 00:00:00"), entity("E6", "己")])
    land("MS01", "q2", "2026-W48", "2026-11-30 06:00:00",
         [entity("E1", "甲改"), entity("E4", "丁", _deleted_flag=True)])
    vanish("MS01", "q2", "E2", "E3")
    land("MS01", "q3", "2026-W49", "2026-12-07 06:00:00", [entity("E3", "丙回"), entity("E6", "己改")])
    quarantine("MS01", "q3", 2)


def _events() -> None:
    def sample(number: str, conclusion: str) -> dict:
        return {"sample_no": number, "conclusion": conclusion, "sampled_on": "2026-11-17"}

    land("MS08", "e1", "2026-W47", "2026-11-23 06:00:00", [sample("XBJ1", "待检"), sample("XBJ2", "合格")])
    land("MS08", "e2", "2026-W48", "2026-11-30 06:00:00", [sample("XBJ1", "合格"), sample("XBJ1", "合格")])


@pytest.fixture(scope="module")
def early_and_late(seeded_warehouse) -> tuple[dict, dict]:
    """States of every dataset as of two cut-offs, the later one first built, so that looking back is tested too."""
    for part in (_periods, _stocks, _pulls, _events):
        part()
    found = []
    for cutoff in (LATE, EARLY):
        build(DATASETS, cutoff)
        found.append({dataset: states(dataset) for dataset in DATASETS})
    late, early = found
    return early, late


def test_the_last_row_of_a_key_is_current_and_the_others_are_duplicates(early_and_late):
    early = early_and_late[0]["AH03"]
    assert early["p1/1"] == "current"
    assert (early["p1/2"], early["p1/3"]) == ("duplicate", "current")


def test_totals_refused_and_unidentified_rows_stay_out(early_and_late):
    early, late = (states["AH03"] for states in early_and_late)
    assert early["p1/5"] == "total"
    assert early["p1/4"] == "quarantined"
    assert early["p1bad/1"] == late["p1bad/1"] == "refused"


def test_an_accepted_revision_replaces_its_period_only(early_and_late):
    late = early_and_late[1]["AH03"]
    assert [late[f"p1/{n}"] for n in (1, 2, 3, 4)] == ["superseded"] * 4
    assert (late["p1fix/1"], late["p2/1"]) == ("current", "current")


def test_a_submission_not_yet_judged_stays_out(early_and_late):
    assert early_and_late[1]["AH03"]["p3/1"] == "quarantined"


def test_what_arrives_after_the_cutoff_is_not_seen(early_and_late):
    early = early_and_late[0]
    assert set(early["AH03"]) == {"p1/1", "p1/2", "p1/3", "p1/4", "p1/5", "p1bad/1"}
    assert all(state in ("current", "duplicate") for state in early["MS01"].values())


def test_the_newest_stock_stands_alone(early_and_late):
    early, late = (states["FS02"] for states in early_and_late)
    assert (early["s1/1"], early["s1/2"], early["s1/3"]) == ("current", "duplicate", "current")
    assert (late["s2/1"], late["s2/2"]) == ("current", "current")
    assert {late["s1/1"], late["s1/2"], late["s1/3"]} == {"superseded"}


def test_a_late_correction_of_an_older_stock_does_not_replace_the_newer_one(early_and_late):
    assert early_and_late[1]["FS02"]["s1fix/1"] == "superseded"


def test_a_pull_of_changes_keeps_what_did_not_change(early_and_late):
    late = early_and_late[1]["MS01"]
    assert (late["q1/1"], late["q2/1"]) == ("superseded", "current")
    assert (late["q1/5"], late["q1/6"]) == ("current", "duplicate"), "the newer update holds, not the later row"


def test_deleted_and_vanished_rows_are_deleted_until_they_come_back(early_and_late):
    early, late = (states["MS01"] for states in early_and_late)
    assert early["q1/2"] == "current"
    assert late["q1/2"] == "deleted"
    assert (late["q1/4"], late["q2/2"]) == ("superseded", "deleted")
    assert (late["q1/3"], late["q3/1"]) == ("superseded", "current")


def test_the_old_version_stands_while_the_new_one_is_quarantined(early_and_late):
    late = early_and_late[1]["MS01"]
    assert (late["q1/7"], late["q3/2"]) == ("current", "quarantined")


def test_a_newer_event_replaces_the_older_and_paging_repeats_are_duplicates(early_and_late):
    late = early_and_late[1]["MS08"]
    assert late["e1/1"] == "superseded"
    assert late["e1/2"] == "current"
    assert sorted([late["e2/1"], late["e2/2"]]) == ["current", "duplicate"]


def test_every_row_has_one_state(early_and_late):
    late = early_and_late[1]
    counts = {dataset: Counter(states.values()) for dataset, states in late.items()}
    assert sum(counts["AH03"].values()) == 9
    assert sum(counts["MS01"].values()) == 11

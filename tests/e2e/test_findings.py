"""The faulted county: every planted fault is found, and nothing else. The clean county: nothing."""

from __future__ import annotations

import pandas as pd
from answers import KEY, compared, expected, listed, per_rule, seen
from county import County

Scores = list[tuple[str, pd.DataFrame]]


def test_every_planted_fault_is_found_and_nothing_else(faulted: County, scores: Scores) -> None:
    _, key = faulted.planted
    assert key is not None
    rows = compared(seen(faulted), expected(key, faulted.cutoffs()))
    table = per_rule(rows)
    scores.append(("planted faults, faulted county, 2025-W39 to 2026-W12", table))
    assert (rows["side"] == "both").all(), listed(rows)


def test_no_near_miss_is_found(faulted: County) -> None:
    _, key = faulted.planted
    assert key is not None
    near = expected(type(key)(key.near_misses, key.rows), faulted.cutoffs())
    found = seen(faulted).merge(near, on=[*KEY, "cutoff"])
    assert len(near)
    assert found.empty, found.to_string()


def test_every_rule_has_five_faults_in_several_weeks(faulted: County) -> None:
    _, key = faulted.planted
    assert key is not None
    rules = set(faulted.query("select distinct rule_id from quality.rule")["rule_id"])
    per = key.rows.groupby("rule_id").agg(faults=("business_key", "size"), weeks=("first_cutoff", "nunique"))
    assert set(per.index) == rules
    assert (per["faults"] >= 5).all(), per.to_string()
    assert (per["weeks"] >= 2).all(), per.to_string()


def test_the_clean_county_has_nothing_to_mend(clean: County, scores: Scores) -> None:
    found = seen(clean)
    wrong = found[found["severity"].isin(["B", "W"])]
    checks = clean.query("select result, count(*) as checks from quality.check_run group by result order by result")
    scores.append(("checks in the clean county, 2025-W39 to 2026-W12", checks))
    assert wrong.empty, wrong.to_string()
    assert not (checks["result"] == "error").any(), checks.to_string()

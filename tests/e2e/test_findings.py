"""The faulted county: every planted fault is found, and nothing else. The clean county: nothing."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from answers import KEY, compared, expected, listed, per_rule, seen
from county import CLEAN, County

_CHECKS = """
    select result, count(*) as checks from quality.check_run
    where county_code = %(code)s group by result order by result
"""
ShowTable = Callable[[str, pd.DataFrame], None]


def test_every_planted_fault_is_found_and_nothing_else(half_year: County, show_table: ShowTable) -> None:
    _, key = half_year.planted
    assert key is not None
    rows = compared(seen(half_year), expected(key, half_year.cutoffs()))
    table = per_rule(rows)
    show_table("planted faults, faulted county, 2025-W39 to 2026-W12", table)
    assert (rows["side"] == "both").all(), listed(rows)


def test_no_near_miss_is_found(half_year: County) -> None:
    _, key = half_year.planted
    assert key is not None
    near = expected(type(key)(key.near_misses, key.rows), half_year.cutoffs())
    found = seen(half_year).merge(near, on=[*KEY, "cutoff"])
    assert len(near)
    assert found.empty, found.to_string()


def test_every_rule_has_five_faults_in_several_weeks(half_year: County) -> None:
    _, key = half_year.planted
    assert key is not None
    rules = set(half_year.query("select distinct rule_id from quality.rule")["rule_id"])
    per = key.rows.groupby("rule_id").agg(faults=("business_key", "size"), weeks=("first_cutoff", "nunique"))
    assert set(per.index) == rules
    assert (per["faults"] >= 5).all(), per.to_string()
    assert (per["weeks"] >= 2).all(), per.to_string()


def test_the_clean_county_has_nothing_to_mend(half_year: County, show_table: ShowTable) -> None:
    found = seen(half_year, CLEAN)
    wrong = found[found["severity"].isin(["B", "W"])]
    checks = half_year.query(_CHECKS, code=CLEAN)
    show_table("checks in the clean county, 2025-W39 to 2026-W12", checks)
    assert wrong.empty, wrong.to_string()
    assert not (checks["result"] == "error").any(), checks.to_string()

"""Every indicator equals an independent recomputation from the world's truth, at every cut-off."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import pytest
from county import COUNTY, County

from demo import calendar, truth
from demo.truth.submission_figures import on_time
from demo.world import World, schema

_SHOWN = """
    select distinct on (indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)
        indicator_code, region_code, breakdown_type, breakdown_code, period_type, period,
        numerator::float8 as numerator, denominator::float8 as denominator, value::float8 as value
    from marts.fct_indicator_value
    where as_of <= %(cutoff)s and indicator_code <> 'G02' and county_code = %(county)s
    order by indicator_code, region_code, breakdown_type, breakdown_code, period_type, period, as_of desc
"""
_PUBLISHED = "select distinct indicator_code from marts.fct_indicator_value where county_code = %(county)s"
_CHECKED = """
    select distinct on (condition, dataset) condition, dataset, checked as rows
    from quality.check_run where result in ('passed', 'failed') and county_code = %(county)s
    order by condition, dataset, cutoff desc, run_id desc
"""
_RULES = "select condition, dataset, severity, dimension from quality.rule"
_OPEN = """
    select condition, dataset, severity, dimension, first_seen
    from quality.finding_as_of(%(cutoff)s) where state <> '已整改' and county_code = %(county)s
"""
_SCORES = """
    select distinct on (breakdown_code) breakdown_code, value::float8 as value from marts.fct_indicator_value
    where indicator_code = 'G02' and as_of <= %(cutoff)s and county_code = %(county)s
    order by breakdown_code, as_of desc
"""


def test_every_indicator_of_the_ordinary_county_equals_its_recomputation(ordinary: County) -> None:
    _compare(ordinary)


def test_every_indicator_of_the_faulted_county_equals_its_recomputation(half_year: County) -> None:
    _compare(half_year)


def _compare(county: County) -> None:
    built, _ = county.planted
    published = county.query(_PUBLISHED, county=COUNTY)["indicator_code"]
    wrong = []
    for cutoff in county.cutoffs():
        true = truth.indicators(built, cutoff.to_pydatetime())
        assert set(true["indicator_code"]) == set(published) - {"G02"}
        shown = county.query(_SHOWN, cutoff=cutoff.to_pydatetime(), county=COUNTY)
        wrong.append(truth.differences(true, shown).assign(cutoff=cutoff))
    different = pd.concat(wrong, ignore_index=True)
    assert different.empty, different.to_string(max_rows=100)


def test_the_quality_scores_of_the_ordinary_county_equal_their_recomputation(ordinary: County) -> None:
    found = ordinary.query(_OPEN, cutoff=ordinary.cutoffs()[-1].to_pydatetime(), county=COUNTY)
    _compare_scores(ordinary, found.assign(first_seen=pd.to_datetime(found["first_seen"])))


def test_the_quality_scores_of_the_faulted_county_equal_their_recomputation(half_year: County) -> None:
    """Here the findings come from the answer key, not from the ledger."""
    _, key = half_year.planted
    assert key is not None
    cutoff = half_year.cutoffs()[-1]
    due = key.rows[(key.rows["first_cutoff"] <= cutoff) & (key.rows["last_cutoff"] >= cutoff)]
    findings = due.drop_duplicates(["condition", "dataset", "business_key", "field"]).merge(
        half_year.query(_RULES), on=["condition", "dataset"])
    _compare_scores(half_year, findings.rename(columns={"first_cutoff": "first_seen"}))


def _compare_scores(county: County, findings: pd.DataFrame) -> None:
    """G02 at the last cut-off: open findings, numbers of rows that were checked, and the deliveries themselves."""
    built, _ = county.planted
    cutoff = county.cutoffs()[-1]
    findings = findings.assign(submitter=findings["dataset"].map(schema.submitter))
    checked = county.query(_CHECKED, county=COUNTY).merge(county.query(_RULES), on=["condition", "dataset"])
    checked = checked[checked["dimension"] != "时效性"].assign(submitter=checked["dataset"].map(schema.submitter))
    rows = checked.groupby(["submitter", "dimension"])["rows"].sum().reset_index()
    true = truth.quality_scores(findings, rows, _punctuality(built, cutoff), cutoff)
    shown = county.query(_SCORES, cutoff=cutoff.to_pydatetime(), county=COUNTY)
    assert dict(true.itertuples(index=False)) == pytest.approx(dict(shown.itertuples(index=False)), abs=0.011)


def _punctuality(built: World, cutoff: pd.Timestamp) -> pd.DataFrame:
    """Obligations of the report's month per submitter: due, on time, days late."""
    known = truth.Known(built, cutoff.to_pydatetime())
    month = calendar.period(calendar.period_of(known.day.date(), calendar.MONTH))
    rows = []
    for dataset in schema.datasets():
        for name in built.obligation_periods(dataset):
            at = calendar.due_at(name)
            if month.first <= at.date() <= month.last and at <= cutoff:
                late = _days_late(known, dataset, name)
                rows.append((schema.submitter(dataset), 1, on_time(known, dataset, name), late))
    table = pd.DataFrame(rows, columns=["submitter", "due", "on_time", "days_late"])
    return table.groupby("submitter").sum().reset_index()


def _days_late(known: truth.Known, dataset: str, name: str) -> int:
    """Begun days between the deadline and the first accepted delivery; none while nothing has come."""
    if schema.is_filed(dataset):
        came = [file.received_at for file in known.world.delivered(dataset, name) if truth.is_accepted(file)]
    else:
        kind = calendar.period_type(name)
        came = [at for period, at, success in known.pulls(dataset)
                if success and calendar.period_type(period) == kind and period >= name]
    late = [at - calendar.due_at(name) for at in sorted(came)[:1] if at <= known.cutoff]
    return max(0, -(-late[0] // timedelta(days=1))) if late else 0

"""Several counties in one warehouse: none disturbs another, and the prefecture is the sum of their parts."""

from __future__ import annotations

import pandas as pd
from county import County

from demo import truth

PREFECTURE = "620800"
KEY = ["indicator_code", "breakdown_type", "breakdown_code", "period_type", "period"]
_SHOWN = """
    select distinct on (indicator_code, region_code, breakdown_type, breakdown_code, period_type, period)
        indicator_code, region_code, breakdown_type, breakdown_code, period_type, period,
        numerator::float8 as numerator, denominator::float8 as denominator, value::float8 as value, unit, data_status
    from marts.fct_indicator_value
    where as_of <= %(cutoff)s and indicator_code <> 'G02' and county_code = %(county)s
    order by indicator_code, region_code, breakdown_type, breakdown_code, period_type, period, as_of desc
"""
_CATALOGUE = "select indicator_code, rolls_up from marts.dim_indicator"


def test_figures_of_the_prefecture_equal_the_recomputation_from_all_rows(half_year: County) -> None:
    rolls_up = half_year.query(_CATALOGUE).set_index("indicator_code")["rolls_up"]
    cutoff = half_year.cutoffs()[-1].to_pydatetime()
    by_county = {built.county: truth.indicators(built, cutoff) for built, _ in half_year.all_planted}
    for county, figures in by_county.items():
        different = truth.differences(figures, half_year.query(_SHOWN, cutoff=cutoff, county=county))
        assert different.empty, f"{county}\n{different.to_string(max_rows=100)}"
    parts = pd.concat([figures[figures["region_code"] == county] for county, figures in by_county.items()])
    shown = half_year.query(_SHOWN, cutoff=cutoff, county=PREFECTURE)
    true = _summed(parts[parts["indicator_code"].map(rolls_up) != "none"], rolls_up,
                   set(shown.loc[shown["unit"] == "%", "indicator_code"]))
    assert set(shown["indicator_code"]) == set(rolls_up[rolls_up != "none"].index)
    different = truth.differences(true, shown, tolerance=0.0051)
    assert different.empty, different.to_string(max_rows=100)


def _summed(parts: pd.DataFrame, rolls_up: pd.Series, ratios: set[str]) -> pd.DataFrame:
    """The prefecture's figures from the counties' true numerators and denominators, without their values."""
    rule = parts["indicator_code"].map(rolls_up)
    sums = parts.groupby(KEY).agg(numerator=("numerator", "sum"), denominator=("denominator", "sum"),
                                  is_count=("denominator", lambda parts: parts.isna().all()))
    once = parts[rule == "same"].groupby(KEY)["numerator"].first()
    sums.loc[once.index, "numerator"] = once
    rows = sums.reset_index()
    share = rows["numerator"] / rows["denominator"].where(rows["denominator"] != 0)
    is_ratio = rows["indicator_code"].isin(ratios) & ~rows["is_count"]
    # Not rounded here, but a share below the whole is never told as the whole.
    percent = share.mul(100).mask((share > 0.9999) & (share < 1), 99.99)
    rows["value"] = percent.where(is_ratio, share).where(~rows["is_count"], rows["numerator"])
    rows["denominator"] = rows["denominator"].mask(rows["is_count"])
    return _lowest(rows, rolls_up).assign(region_code=PREFECTURE)


def _lowest(rows: pd.DataFrame, rolls_up: pd.Series) -> pd.DataFrame:
    """Totals that are the lowest of their breakdowns, taken after adding."""
    chosen = rows["indicator_code"].map(rolls_up) == "lowest"
    sides = rows[chosen & (rows["breakdown_type"] != "总计")].sort_values("value", kind="stable", na_position="last")
    totals = sides.drop_duplicates(["indicator_code", "period"]).assign(breakdown_type="总计", breakdown_code="总计")
    return pd.concat([rows[~chosen | (rows["breakdown_type"] != "总计")], totals], ignore_index=True)


def test_a_prefecture_is_as_good_as_its_worst_county(half_year: County) -> None:
    worst = {"可信": 0, "存疑": 1, "不可用": 2}
    rows = half_year.query(
        "select county_code, indicator_code, breakdown_type, breakdown_code, period_type, period, data_status"
        " from marts.rpt_indicator_current where region_code = county_code and indicator_code <> 'G02'")
    rows["rank"] = rows["data_status"].map(worst)
    whole = rows[rows["county_code"] == PREFECTURE].set_index(KEY)["rank"]
    parts = rows[rows["county_code"] != PREFECTURE].groupby(KEY)["rank"].max().reindex(whole.index)
    assert len(whole)
    assert (whole == parts).all(), whole[whole != parts].to_string()


def test_every_county_has_its_report(half_year: County) -> None:
    written = {path.parent.name for path in half_year.reports.glob("*/*/周报.html")}
    assert written == {built.county for built, _ in half_year.all_planted}


def test_the_prefecture_and_its_counties_are_named(half_year: County) -> None:
    rows = half_year.query("select region_code, region_name, parent_code from marts.dim_region"
                          " where level in ('prefecture', 'county') order by region_code")
    names = {built.county: built.county_name for built, _ in half_year.all_planted}
    assert dict(zip(rows["region_code"], rows["region_name"], strict=True)) == {PREFECTURE: "川陇市", **names}
    assert set(rows.loc[rows["region_code"] != PREFECTURE, "parent_code"]) == {PREFECTURE}

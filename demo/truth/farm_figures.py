"""A03, A04, A07–A10: certificates of produce, slaughter, quarantine, disposal of carcasses."""

from __future__ import annotations

import pandas as pd

from demo import calendar
from demo.truth.figures import Figures, percentage
from demo.truth.known import Known
from demo.world.producers import OBLIGED
from demo.world.window import week_names

_PIGS, _LIVE_ANIMALS, _PRODUCTS = "猪", ("动物A", "动物B"), ("产品A", "产品B")


def add(figures: Figures, known: Known) -> None:
    """Figures of every week and month since the first week, each counting what is dated up to the report day."""
    weeks = calendar.periods_between(known.first_day, known.day.date(), calendar.WEEK)
    months = calendar.periods_between(known.first_day, known.day.date(), calendar.MONTH)
    _certificates(figures, known, weeks, months)
    days = known.rows("AH03")
    days = days[days["stat_date"] <= known.day]
    slaughtered = days.groupby([week_names(days["stat_date"]), "species"])["slaughtered"].sum()
    for species in sorted(days["species"].dropna().unique()):
        for week in weeks:
            figures.count("A10", (calendar.WEEK, week), slaughtered.get((week, species), 0), ("species", species))
    _slaughter_rates(figures, known, days, months)


def _certificates(figures: Figures, known: Known, weeks: list[str], months: list[str]) -> None:
    given = known.rows("AG02")
    given = given.loc[given["issued_on"] <= known.day, ["issued_on", "region_code", "producer_id", "copies"]].copy()
    given["town"], given["week"] = known.town(given["region_code"]), week_names(given["issued_on"])
    given["month"] = given["issued_on"].dt.strftime("%Y-%m")
    for week in weeks:
        part = given[given["week"] == week]
        figures.counts("A03", (calendar.WEEK, week), part, amount="copies")
        figures.counts("A03", (calendar.WEEK, week), part, breakdown=("口径", "批次"))
    producers = known.rows("AG01").set_index("producer_id")
    selling = known.rows("AG03")
    selling = selling[selling["selling"].fillna(False).astype(bool)].copy()
    selling["kind"] = selling["producer_id"].map(producers["kind"])
    selling["town"] = known.town(selling["producer_id"].map(producers["region_code"]))
    selling["month"] = selling["stat_month"].str[:4] + "-" + selling["stat_month"].str[4:]
    obliged = selling[selling["kind"].isin(OBLIGED)]
    pairs = pd.MultiIndex.from_frame(obliged[["producer_id", "month"]])
    with_paper = obliged[pairs.isin(pd.MultiIndex.from_frame(given[["producer_id", "month"]]))]
    for month in months:
        figures.ratios(
            "A04", (calendar.MONTH, month), with_paper[with_paper["month"] == month], obliged[obliged["month"] == month]
        )


def _slaughter_rates(figures: Figures, known: Known, days: pd.DataFrame, months: list[str]) -> None:
    papers = known.rows("AH04")
    papers = papers[~papers["voided"].fillna(False).astype(bool)].copy()
    papers["day"] = papers["issued_at"].dt.normalize()
    papers = papers[papers["day"] <= known.day]
    papers["month"], papers["week_month"] = papers["day"].dt.strftime("%Y-%m"), _month_of_thursday(papers["day"])
    days = days.assign(month=days["stat_date"].dt.strftime("%Y-%m"))
    weeks = known.rows("AH06")
    monday = pd.to_datetime(weeks["stat_week"] + "-1", format="%G-W%V-%u")
    weeks = weeks.assign(week_month=_month_of_thursday(monday))[monday <= known.day]
    pig_weeks, pig_days = weeks[weeks["species"] == _PIGS], days[days["species"] == _PIGS]
    for name in months:
        month = (calendar.MONTH, name)
        _designated(figures, known, month, pig_days[pig_days["month"] == name], papers[papers["month"] == name])
        _certified(figures, known, month, papers, pig_weeks, days)
        farm, plant = pig_weeks[pig_weeks["week_month"] == name], pig_days[pig_days["month"] == name]
        condemned = plant[["dead_waiting", "ante_reject", "post_reject_eq"]].astype(float).sum().sum()
        figures.ratio(
            "A09", month, farm["treated_n"].sum() + plant["disposed_eq"].sum(), farm["should_treat"].sum() + condemned
        )


def _designated(
    figures: Figures, known: Known, month: tuple[str, str], days: pd.DataFrame, papers: pd.DataFrame
) -> None:
    """A07: pigs slaughtered at designated plants, of those and of what went elsewhere in the county."""
    plants = known.rows("AH02")
    plants = set(plants.loc[plants["status"] == "正常", "plant_code"])
    county_name = known.seed("region").query("level == 'county'")["region_name"].iloc[0]
    astray = papers[
        papers["cert_type"].isin(_LIVE_ANIMALS)
        & (papers["species"] == _PIGS)
        & (papers["purpose"] == "屠宰")
        & papers["dest"].str.startswith(county_name)
        & ~papers["dest_code"].isin(plants)
    ]
    cases = known.rows("MS09")
    cases = cases[cases["cause"].str.contains("私屠滥宰", na=False) & (cases["started_on"] <= known.day)]
    hidden = cases.loc[cases["started_on"].dt.strftime("%Y-%m") == month[1], "heads_involved"]
    inside = days["slaughtered"].sum()
    figures.ratio("A07", month, inside, inside + hidden.fillna(0).sum() + astray["qty"].sum())


def _certified(
    figures: Figures,
    known: Known,
    month: tuple[str, str],
    papers: pd.DataFrame,
    pig_weeks: pd.DataFrame,
    days: pd.DataFrame,
) -> None:
    """A08: certified share of the pigs that left farms and of the plants' meat; the lower one is the rate."""
    name = month[1]
    live = papers[
        papers["cert_type"].isin(_LIVE_ANIMALS) & (papers["species"] == _PIGS) & (papers["week_month"] == name)
    ]
    origin = (
        live.loc[live["origin_code"].isin(set(pig_weeks["farm_code"])), "qty"].sum(),
        pig_weeks.loc[pig_weeks["week_month"] == name, "out_n"].sum(),
    )
    meat = papers[papers["cert_type"].isin(_PRODUCTS) & (papers["unit"] == "公斤") & (papers["month"] == name)]
    slaughter = (
        meat.loc[meat["origin_code"].isin(set(known.rows("AH02")["plant_code"])), "qty"].sum(),
        days.loc[days["month"] == name, "prod_kg"].sum(),
    )
    figures.ratio("A08", month, *origin, ("口径", "origin"))
    figures.ratio("A08", month, *slaughter, ("口径", "slaughter"))
    rates = [side for side in (origin, slaughter) if side[1]]
    # Compared as published; on equal rates the farms' one is named.
    lowest = min(rates, key=lambda side: percentage(*(round(amount, 4) for amount in side))) if rates else (0, 0)
    figures.ratio("A08", month, *lowest)


def _month_of_thursday(day: pd.Series) -> pd.Series:
    return (day + pd.to_timedelta(3 - day.dt.day_of_week, unit="D")).dt.strftime("%Y-%m")
